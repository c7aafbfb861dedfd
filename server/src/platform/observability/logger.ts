import { type Logger as PinoLogger, pino } from 'pino'

/** A static message and fields: `logger.warn({ module_id, duration_ms }, 'import failed')`. */
export type Logger = Pick<PinoLogger, 'error' | 'warn' | 'info' | 'debug'>

/** JSON lines on standard error, so that standard output stays free for what a command prints. */
export function createLogger(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    pino.destination(2),
  )
}
