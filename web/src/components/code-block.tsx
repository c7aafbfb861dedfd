import { CopyButton } from './copy-button.tsx'

interface CodeBlockProps {
  label: string
  code: string
  /** Lines of HCL are broken inside of a value, because one that begins in the next line is misread. Comments are broken at words. */
  language?: 'hcl'
}

/** Text for a machine, with a button that copies it. */
export function CodeBlock({ label, code, language }: CodeBlockProps) {
  return (
    <figure className="code-block">
      <figcaption>
        <span>{label}</span>
        <CopyButton text={code} what={label} />
      </figcaption>
      {/* A region that scrolls must be reachable with the keyboard. */}
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{language === 'hcl' ? hclLines(code) : code}</code>
      </pre>
    </figure>
  )
}

function hclLines(code: string) {
  return code.split(/(?<=\n)/).map((line, index) => (
    <span key={index} className={line.trimStart().startsWith('#') ? undefined : 'broken-anywhere'}>
      {line}
    </span>
  ))
}
