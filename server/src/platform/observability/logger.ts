import { type Logger as PinoLogger, pino } from 'pino'

/** Takes a constant message and fields: `logger.warn({ module_id, duration_ms }, 'import failed')`. */
export type Logger = Pick<PinoLogger, 'error' | 'warn' | 'info' | 'debug'>

/** Writes JSON lines to standard error, which leaves standard output to commands. */
export function createLogger(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    pino.destination(2),
  )
}
