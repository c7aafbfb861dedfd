// Bundles programs with all they import, dependencies too: Node starts from a few files in a fraction of the time.
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'

const SOURCES = resolve(import.meta.dirname, '../src')
/** How a source names a file that the program opens or starts. */
const FILE_BESIDE = /new URL\('(\.[^']+)', import\.meta\.url\)/g

/**
 * @param programs the source of each program, an absolute path, by the name of what becomes of it
 * @param directory receives `NAME.js`, source maps, and the files that the programs open
 */
export async function bundle(programs: Record<string, string>, directory: string): Promise<void> {
  const build = await rolldown({
    input: programs,
    platform: 'node',
    // An optional part of `pg`, written in C++.
    external: ['pg-native'],
    // Some packages have a `main` that requires files by computed names, and a `module` that does not.
    resolve: { mainFields: ['module', 'main'] },
    plugins: [filesBeside(), mapsWithoutSources()],
  })
  await build.write({ dir: directory, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', sourcemap: true })
  await build.close()
}

/** Node keeps the source maps of a program in memory. Stack traces need the names of the sources, not their text. */
function mapsWithoutSources(): Plugin {
  return {
    name: 'maps-without-sources',
    generateBundle(_options, files) {
      for (const [name, file] of Object.entries(files)) {
        if (file.type === 'asset' && name.endsWith('.map')) {
          const { sourcesContent: _, ...map } = JSON.parse(String(file.source))
          file.source = JSON.stringify(map)
        }
      }
    },
  }
}

/** A TypeScript file that a URL names is a program of its own, such as a worker thread. Any other file is copied. */
function filesBeside(): Plugin {
  return {
    name: 'files-beside',
    transform: {
      filter: { id: /\.ts$/, code: FILE_BESIDE },
      handler(code, id) {
        const emit = (path: string) => {
          const file = resolve(dirname(id), path)
          const fileName = flatName(file)
          if (file.endsWith('.ts')) this.emitFile({ type: 'chunk', id: file, fileName })
          else this.emitFile({ type: 'asset', fileName, source: readFileSync(file) })
          return fileName
        }
        return { code: code.replaceAll(FILE_BESIDE, (_, path: string) => `new URL('./${emit(path)}', import.meta.url)`), map: null }
      },
    },
  }
}

/** All files of a build are in one directory: `ingress/sandbox/child.ts` becomes `ingress-sandbox-child.js`. */
function flatName(file: string): string {
  return relative(SOURCES, file)
    .replaceAll(/\.\.[\\/]/g, '')
    .replaceAll(/[\\/]/g, '-')
    .replace(/\.ts$/, '.js')
}
