// Failures in git's and hosts' own words. What they measured or numbered differs each time, although the failure is the same.

/** The first that matches at a place wins. */
const PASSING: readonly [pattern: RegExp, instead: string][] = [
  // curl, which git uses: "Failed to connect to … port 443 after 1 ms", "timed out after 30001 milliseconds with 0 bytes received"
  [/ after [\d.,]+ ?(?:ms|milliseconds?|s|secs?|seconds?|minutes?)\b/gi, ''],
  [/ with \d+(?: out of \d+)? bytes (?:received|remaining to read)/gi, ''],
  [/\b\d+ (?:more )?bytes of (?:body|length header)/gi, 'bytes of the body'],
  [/\bstream \d+/gi, 'stream'],
  // the directory of one git command
  [/(?<![\w:/.-])\/[^\s'":]*\/git-\w{6}(?=\/)/g, '…'],
  // hosts
  [/\b((?:request|correlation|activity|trace|ray)[ _-]?id)(?:\s*[:=]\s*|\s+)[\w:.-]*\d[\w:.-]*/gi, '$1'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '…'],
  [/\b(?:timestamp )?\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?/g, '…'],
]

/** @returns the text without what is different every time, so that a failure that repeats has the same text */
export function steadyText(text: string): string {
  return PASSING.reduce((steady, [pattern, instead]) => steady.replace(pattern, instead), text)
}
