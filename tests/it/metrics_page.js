// What is seen of the page of metrics: contrast, what lies outside of the screen or of its drawing.
(() => {
  // WCAG 2.2, relative luminance and contrast ratio.
  const luminance = colour => {
    const [r, g, b] = colour.map(part => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
    return (light + 0.05) / (dark + 0.05)
  }
  const parts = colour => colour.match(/[\d.]+/g).map(Number)
  const background = element => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, opacity = 1] = parts(getComputedStyle(at).backgroundColor)
      if (opacity === 1) return [r, g, b]
    }
    return [255, 255, 255]
  }
  for (const details of document.querySelectorAll('details')) details.open = true

  let worst = { contrast: 21 }, faintest = { contrast: 21 }
  const outside = [], cut = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  let texts = 0, labels = 0
  while (walker.nextNode()) {
    const text = walker.currentNode, element = text.parentElement
    const range = document.createRange()
    range.selectNodeContents(text)
    const box = range.getBoundingClientRect()
    if (!text.textContent.trim() || box.width === 0 || element.closest('desc, script, style')) continue
    texts += 1
    const svg = element.closest('svg'), style = getComputedStyle(element)
    const found = contrast(parts(svg ? style.fill : style.color).slice(0, 3), background(element))
    if (found < worst.contrast) worst = { contrast: found, text: text.textContent }
    if (!element.closest('.scroll') && (box.left < 0 || box.right > innerWidth)) outside.push(text.textContent)
    if (svg) {
      labels += 1
      const around = svg.getBoundingClientRect()
      if (box.left < around.left || box.right > around.right || box.top < around.top - 2 || box.bottom > around.bottom + 2)
        cut.push(text.textContent)
      if (box.height < 11) cut.push(`small: ${text.textContent}`)
    }
  }
  let lines = 0
  for (const line of document.querySelectorAll('svg polyline, svg circle, svg rect:not([fill="#F1E4C3"])')) {
    const style = getComputedStyle(line), box = line.getBoundingClientRect()
    const colour = style.stroke === 'none' ? style.fill : style.stroke
    if (box.width + box.height === 0 || line.getAttribute('stroke') === '#DDE3E9') continue
    lines += 1
    const found = contrast(parts(colour).slice(0, 3), background(line))
    if (found < faintest.contrast) faintest = { contrast: found, line: line.outerHTML.slice(0, 80) }
  }
  return {
    width: innerWidth, scrollWidth: document.documentElement.scrollWidth, texts, labels, lines, worst, faintest, outside, cut,
    background: getComputedStyle(document.querySelector('.card')).backgroundColor,
  }
})()
