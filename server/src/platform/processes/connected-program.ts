// A program that another process started. Its standard streams are connections of ours.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { killGroup, type RunningProgram } from './program.ts'

type Streams = readonly [stdin: Socket, stdout: Socket, stderr: Socket]

/** @param header what the other process has to know about it @throws Error when nothing listens at the address */
export async function openStream(address: string, header: string): Promise<Socket> {
  const socket = connect(address)
  await once(socket, 'connect')
  // A program that has ended resets a connection with input that it has not read.
  socket.on('error', () => socket.destroy())
  socket.write(header)
  return socket
}

/** @param exited its exit code; rejects when nobody knows it any more */
export function connectedProgram([stdin, stdout, stderr]: Streams, pid: number, exited: Promise<number | null>): RunningProgram {
  const kill = () => killGroup(pid)
  const read = [stdout, stderr].map((stream) => new Promise((resolve) => stream.once('close', resolve)))
  const end = async () => {
    try {
      const exitCode = await exited
      stdin.destroy()
      await Promise.all(read)
      return exitCode
    } catch (error) {
      kill()
      for (const stream of [stdin, stdout, stderr]) stream.destroy()
      throw error
    }
  }
  return { stdin, stdout, stderr, ended: end(), kill }
}
