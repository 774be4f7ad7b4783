/** Names of SVG colours, which every renderer knows. */
const names = new Set(
  (
    'aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood ' +
    'cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod ' +
    'darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon ' +
    'darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray ' +
    'dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green ' +
    'greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon ' +
    'lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon ' +
    'lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta ' +
    'maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen ' +
    'mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive ' +
    'olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru ' +
    'pink plum powderblue purple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna ' +
    'silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet ' +
    'wheat white whitesmoke yellow yellowgreen'
  ).split(' '),
)
const DEGREES: Record<string, number> = { '': 1, deg: 1, grad: 0.9, rad: 180 / Math.PI, turn: 360 }
const part = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%|deg|grad|rad|turn)?$/

/** Rewrites a CSS colour so that resvg reads it: a name, #rrggbb, or rgba() with commas. Null if it is not a colour. */
export function plainColourOf(value: string): string | null {
  const text = value.toLowerCase()
  if (names.has(text)) return text
  if (text === 'rebeccapurple') return '#663399'
  if (text === 'transparent') return 'rgba(0, 0, 0, 0)'
  const hex = text.match(/^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/)?.[1]
  if (hex !== undefined) return fromHex(hex)
  const [, name, list = ''] = text.match(/^(rgb|hsl)a?\(([^()]*)\)$/) ?? []
  if (name === undefined) return null
  const parts = list
    .trim()
    .split(/\s*[,/]\s*|\s+/)
    .map(partOf)
  if (parts.length < 3 || parts.length > 4 || parts.some((part) => part === null)) return null
  return fromParts(
    name,
    parts.filter((part) => part !== null),
  )
}

type Part = { number: number; unit: string }

function partOf(text: string): Part | null {
  const [, number, unit = ''] = text.match(part) ?? []
  return number === undefined ? null : { number: Number(number), unit }
}

function fromHex(hex: string): string {
  const digits = hex.length < 6 ? [...hex].map((digit) => digit + digit).join('') : hex
  const [red, green, blue, alpha = 255] = (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
  return written([red ?? 0, green ?? 0, blue ?? 0], alpha / 255)
}

function fromParts(name: string, [first, second, third, fourth]: Part[]): string | null {
  if (!first || !second || !third || second.unit !== third.unit || (fourth && !['', '%'].includes(fourth.unit)))
    return null
  const alpha = fourth ? fourth.number / (fourth.unit === '%' ? 100 : 1) : 1
  if (name === 'rgb') {
    if (first.unit !== second.unit || !['', '%'].includes(first.unit)) return null
    return written(
      [first, second, third].map(({ number }) => (first.unit === '%' ? (number * 255) / 100 : number)),
      alpha,
    )
  }
  const degrees = DEGREES[first.unit]
  if (degrees === undefined || second.unit !== '%') return null
  const hue = first.number * degrees
  const [saturation, light] = [second.number, third.number].map((share) => Math.min(Math.max(share / 100, 0), 1))
  // The formula of CSS Color 4.
  const at = (turn: number) => {
    const k = (((turn + hue / 30) % 12) + 12) % 12
    const reach = (saturation ?? 0) * Math.min(light ?? 0, 1 - (light ?? 0))
    return 255 * ((light ?? 0) - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1)))
  }
  return written([at(0), at(8), at(4)], alpha)
}

function written(colour: number[], alpha: number): string {
  const bytes = colour.map((value) => Math.round(Math.min(Math.max(value, 0), 255)))
  if (alpha >= 1) return `#${bytes.map((value) => value.toString(16).padStart(2, '0')).join('')}`
  return `rgba(${bytes.join(', ')}, ${Number(Math.max(alpha, 0).toFixed(4))})`
}
