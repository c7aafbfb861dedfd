import { type Block, blocksOf, type Span, spansOf } from './prose-blocks.ts'

/** The description of an input or output, which authors write in Markdown. */
export function Prose({ text }: { text: string }) {
  return blocksOf(text).map((block, index) => <BlockOf key={index} block={block} />)
}

function BlockOf({ block }: { block: Block }) {
  switch (block.kind) {
    case 'code':
      return <pre className="prose-code">{block.text}</pre>
    case 'text':
      return (
        <p>
          <Spans text={block.text} />
        </p>
      )
    case 'list':
      return (
        <ul className="prose-list">
          {block.items.map((item, index) => (
            <li key={index}>
              <Spans text={item} />
            </li>
          ))}
        </ul>
      )
  }
}

function Spans({ text }: { text: string }) {
  return spansOf(text).map((span, index) => <SpanOf key={index} span={span} />)
}

function SpanOf({ span }: { span: Span }) {
  switch (span.kind) {
    case 'plain':
      return span.text
    case 'code':
      return <code>{span.text}</code>
    case 'strong':
      return <strong>{span.text}</strong>
    case 'link':
      return (
        <a href={span.href} rel="noreferrer">
          {span.text}
        </a>
      )
  }
}
