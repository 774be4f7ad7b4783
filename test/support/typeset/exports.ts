const places = (names: (place: string) => string) =>
  `<rect ${names('holder')} x="10" y="240" width="180" height="30" fill-opacity="0"/>` +
  `<rect ${names('course')} x="200" y="240" width="120" height="30" fill-opacity="0"/>` +
  `<rect ${names('qr')} x="330" y="220" width="60" height="50" fill-opacity="0"/>`

/** A picture of 2 × 2 pixels: red, green, blue and yellow. */
const png =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR4nGP4z8DAAMIM////ZwAAHu8E/KPItPcAAAAASUVORK5CYII='

const svg = (inside: string, attributes = 'viewBox="0 0 400 280"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}</svg>`

/** Drawings in the shapes that design programs export, with large parts so that a lost one changes many pixels. */
export const exports: Record<string, string> = {
  'Inkscape, with styles, lines of text and metadata': `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="400mm" height="280mm" viewBox="0 0 400 280" version="1.1" id="svg1" inkscape:version="1.3" sodipodi:docname="a.svg"
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns="http://www.w3.org/2000/svg"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:svg="http://www.w3.org/2000/svg">
  <sodipodi:namedview id="namedview1" pagecolor="#ffffff" inkscape:zoom="1"/><defs id="defs1"/>
  <g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1">
    <rect style="fill:#1b2a49;stroke:#96753a;stroke-width:6;stroke-linejoin:round;-inkscape-stroke:none;paint-order:stroke fill markers" id="rect9" width="380" height="90" x="10" y="10" rx="8"/>
    <text xml:space="preserve" style="font-style:normal;font-variant:normal;font-weight:normal;font-stretch:normal;font-size:40px;line-height:1.25;font-family:'EB Garamond';-inkscape-font-specification:'EB Garamond';text-align:center;letter-spacing:0.05em;word-spacing:0.3em;text-anchor:middle;fill:#ffffff;fill-opacity:1;stroke:none;stroke-width:0.26" x="200" y="50" id="text1"><tspan sodipodi:role="line" id="tspan1" style="stroke-width:0.26" x="200" y="50">CERTIFICATE</tspan><tspan sodipodi:role="line" x="200" dy="1em" style="font-size:30px">of  two words</tspan></text>
    <text style="font-size:60px;font-family:'Source Sans 3';font-weight:bold;fill:#b00020" x="5%" y="170">One<tspan style="fill:#0a7d32" dx="10">two</tspan><tspan dy="20" style="font-weight:normal">three</tspan></text>
    <flowRoot xml:space="preserve" id="flowRoot1" style="fill:black"><flowRegion id="r"><rect id="rect3" width="20" height="9"/></flowRegion><flowPara id="p"></flowPara></flowRoot>
    ${places((place) => `id="place-${place}_2"`)}
  </g>
</svg>`,
  'Illustrator, with classes, a DOCTYPE and a switch': `<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 27.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px"
  viewBox="0 0 400 280" style="enable-background:new 0 0 400 280;" xml:space="preserve">
<style type="text/css">
	/* exported */
	.st0{fill:#F4E3C1;} .st1{fill:none;stroke:#7A1F2B;stroke-width:12;stroke-miterlimit:10;}
	.st2,.st\\33 {font-family:'EBGaramond','EB Garamond';} .st2{font-size:56px;fill:#7A1F2B !important;}
	rect.st4{fill:url(#SVGID_1_);} #big_x5F_one{fill:rgb(10% 40% 30% / 90%)} .st5{clip-path:url(#SVGID_2_);}
</style>
<switch><foreignObject requiredExtensions="http://ns.adobe.com/AdobeIllustrator/10.0/" x="0" y="0" width="1" height="1"/>
<g>
	<rect class="st0" width="400" height="280"/><rect x="14" y="14" class="st1" width="372" height="252"/>
	<linearGradient id="SVGID_1_" gradientUnits="userSpaceOnUse" x1="40" y1="0" x2="360" y2="0"><stop offset="0" style="stop-color:#7A1F2B"/><stop offset="1" style="stop-color:#F4E3C1"/></linearGradient>
	<rect x="40" y="110" class="st4" width="320" height="40" fill="lime"/>
	<circle id="big_x5F_one" class="st0" cx="120" cy="190" r="34"/>
	<defs><circle id="SVGID_3_" cx="280" cy="190" r="34"/></defs><clipPath id="SVGID_2_"><use xlink:href="#SVGID_3_" style="overflow:visible;"/></clipPath>
	<g class="st5"><rect x="240" y="150" style="fill:#226688" width="100" height="40"/></g>
	<text transform="matrix(1 0 0 1 60 80)" class="st2 st3" fill="blue">Diploma<tspan x="180" y="0" class="st3">one</tspan></text>
	${places((place) => `id="place_x5F_${place}"`)}
</g></switch></svg>`,
  'Figma, with pattern images, masks and blend modes': `<svg width="400" height="280" viewBox="0 0 400 280" fill="none" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<g clip-path="url(#clip0_1_2)"><rect width="400" height="280" fill="white"/>
<rect x="20" y="20" width="160" height="110" fill="url(#pattern0)"/>
<g style="mix-blend-mode:multiply"><circle cx="240" cy="80" r="60" fill="#00B4D8"/></g><g style="mix-blend-mode:multiply" opacity="0.8"><circle cx="300" cy="80" r="60" fill="#FFB703"/></g>
<mask id="mask0_1_2" style="mask-type:alpha" maskUnits="userSpaceOnUse" x="20" y="150" width="160" height="80"><ellipse cx="100" cy="190" rx="80" ry="40" fill="#D9D9D9"/></mask>
<g mask="url(#mask0_1_2)"><rect x="20" y="150" width="160" height="50" fill="#8338EC"/></g>
<text fill="url(#paint0_linear)" xml:space="preserve" style="white-space: pre" font-family="Source Sans 3" font-size="64" font-weight="bold" letter-spacing="0em"><tspan x="190" y="210.5">Award</tspan></text>
${places((place) => `id="place-${place}"`)}</g>
<defs><pattern id="pattern0" patternContentUnits="objectBoundingBox" width="1" height="1"><use xlink:href="#image0" transform="matrix(0.5 0 0 0.5 0 0)"/></pattern>
<linearGradient id="paint0_linear" x1="190" y1="160" x2="360" y2="210" gradientUnits="userSpaceOnUse"><stop stop-color="#FF006E"/><stop offset="1" stop-color="#3A86FF"/></linearGradient>
<clipPath id="clip0_1_2"><rect width="400" height="280" fill="white"/></clipPath>
<image id="image0" width="2" height="2" preserveAspectRatio="none" image-rendering="optimizeSpeed" xlink:href="${png}"/></defs></svg>`,
  'Canva, with transforms and percentages': svg(
    `<g transform="translate(20,20)" style="isolation:isolate"><rect width="45%" height="50%" style="fill:hsl(210deg 60% 40%)"/></g>
     <rect width="80" height="80" x="260" y="40" fill="#e63946cc" style="transform:rotate(45deg);transform-origin:300px 80px"/>
     <rect width="100" height="30" x="20" y="190" fill="hsla(30, 100%, 50%, .6)" transform="rotate(-10)" transform-origin="70 205"/>
     <text x="50%" y="70%" dominant-baseline="middle" text-anchor="middle" font-size="30pt" font-family="serif" fill="rebeccapurple">Completed</text>
     ${places((place) => `data-place="${place}"`)}`,
    'viewBox="0 0 400 280" width="100%" role="img" aria-label="Certificate" data-creator="x"',
  ),
  'symbols, uses and currentColor': svg(
    `<style><![CDATA[ symbol path { } ]]></style>`.replace(
      'symbol path { }',
      '* {stroke-linecap:round} path{fill:currentColor}',
    ) +
      `<symbol id="leaf" viewBox="0 0 20 20"><path d="M0 20C0 0 20 0 20 0C20 20 0 20 0 20z"/></symbol>
      <g color="#2a9d8f"><use href="#leaf" x="20" y="20" width="100" height="100"/></g>
      <g color="#e76f51"><use href="#leaf" x="140" y="20" width="100" height="100" opacity=".5"/><use xlink:href="#leaf" x="260" y="20" width="120" height="120" color="teal"/></g>
      <text color="navy" fill="currentColor" x="20" y="200" font-size="60">Leaves</text>${places((place) => `id="place-${place}"`)}`,
  ),
  'markers and dashes': svg(
    `<defs><marker id="arrow" orient="auto" markerWidth="4" markerHeight="4" refX="1" refY="2" overflow="visible" viewBox="0 0 4 4"><path d="M0 0L4 2L0 4z" fill="#d00000"/></marker></defs>
     <path d="M40 60H300" fill="none" stroke="#d00000" stroke-width="12" style="marker-end:url(#arrow)"/>
     <polyline points="40,190 120,110 200,190 300,110" fill="none" stroke="#003049" stroke-width="3mm" stroke-dasharray="8mm,2mm" marker-mid="url(#arrow)"/>
     ${places((place) => `id="place-${place}"`)}`,
  ),
  'baselines and anchors': svg(
    ['auto', 'middle', 'central', 'hanging', 'text-before-edge', 'text-after-edge']
      .map(
        (baseline, index) =>
          `<text x="${index < 3 ? 200 : 390}" y="${50 + (index % 3) * 70}" text-anchor="end" font-size="44" dominant-baseline="${baseline}" font-family="${index % 2 ? 'Source Sans 3' : 'EB Garamond'}">Hxgph${index}</text>`,
      )
      .join('') + places((place) => `id="place-${place}"`),
  ),
  'gradients and strokes on text': svg(
    `<radialGradient id="r" cx=".5" cy=".5" r=".6"><stop offset="10%" stop-color="gold"/><stop offset="100%" stop-color="#a00" stop-opacity=".9"/></radialGradient>
     <linearGradient id="l" x2="0" y2="1"><stop stop-color="#0af"/><stop offset="1" stop-color="#208"/></linearGradient>
     <text x="20" y="90" font-size="90" font-weight="700" fill="url(#r)">Golden</text>
     <text x="20" y="200" font-size="90" font-family="sans-serif" fill="url(#l)" stroke="#f60" stroke-width="2">Blue<tspan fill="none" stroke="green"> ink</tspan></text>
     ${places((place) => `id="place-${place}"`)}`,
  ),
  'patterns, masks of gradients and opacity': svg(
    `<pattern id="dots" width="20" height="20" patternUnits="userSpaceOnUse" patternTransform="rotate(30)"><circle cx="10" cy="10" r="7" fill="#264653"/></pattern>
     <linearGradient id="fade"><stop stop-color="white"/><stop offset="1" stop-color="black"/></linearGradient>
     <mask id="m"><rect width="400" height="280" fill="url(#fade)"/></mask>
     <rect x="20" y="20" width="170" height="100" fill="url(#dots)"/><rect x="200" y="20" width="180" height="100" fill="#f4a261" mask="url(#m)"/>
     <g opacity="50%"><rect x="20" y="140" width="100" height="70" fill="red"/><rect x="70" y="150" width="100" height="70" fill="blue"/></g>
     <rect x="220" y="140" width="120" height="70" fill="none" stroke="url(#fade) #000" stroke-width="16"/>${places((place) => `id="place-${place}"`)}`,
  ),
  'specificity, comments and importance': svg(
    `<style>/* { */ rect{fill:green;stroke:none}.a{fill:blue}.a.b{fill:teal}#one{fill:orange} .c{fill:purple!important} .x\\:y{fill:#0ff} .d, .e {fill:crimson}</style>
     <rect width="120" height="90" x="10" y="10" fill="black"/><rect class="a" width="120" height="90" x="140" y="10"/><rect class="b a" width="120" height="90" x="270" y="10"/>
     <rect class="a b" id="one" width="120" height="90" x="10" y="120"/><rect class="c" style="fill:yellow" width="120" height="90" x="140" y="120"/>
     <rect class="x:y" width="55" height="90" x="270" y="120"/><rect class="e" width="55" height="90" x="335" y="120"/>${places((place) => `id="place-${place}"`)}`,
  ),
}
