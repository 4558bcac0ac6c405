// Elements, and the shapes of the map. The files of this folder are joined into one module.

const SVG = "http://www.w3.org/2000/svg"
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) { element.setAttribute(name, value) }
  element.append(...children)
  return element
}

function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children)
}

function html(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children)
}

function button(kind, text, label, act) {
  const element = html("button", {type: "button", class: kind, ...(label ? {"aria-label": label, title: label} : {})}, text)
  element.addEventListener("click", act)
  return element
}

// Buttons of which one is pressed; `show(value)` presses it.
function choices(label, entries, choose) {
  const buttons = entries.map(([value, text]) => [value, button("choice", text, "", () => choose(value))])
  const element = html("div", {class: "choices", role: "group", "aria-label": label}, ...buttons.map(([, each]) => each))
  const show = (now) => buttons.forEach(([value, each]) => each.setAttribute("aria-pressed", value === now))
  return {element, show}
}

// Text is set only where it changes: the browser then lays out nothing else.
function setText(element, text) {
  if (element.textContent !== text) { element.textContent = text }
}

// How far an area reaches in a direction, against a disc: the same for the same name, always.
function reach(bumps, angle) {
  return bumps.reduce((sum, [height, turns, phase]) => sum + height * Math.cos(turns * angle + phase), 1)
}

function outline({x, y, r, bumps}) {
  const steps = 48
  const points = Array.from({length: steps}, (_, step) => {
    const angle = 2 * Math.PI * step / steps
    const far = r * reach(bumps, angle)
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)]
  })
  const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
  const at = ([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`
  const curves = points.map((point, index) => `Q${at(point)} ${at(middle(point, points[(index + 1) % steps]))}`)
  return `M${at(middle(points[steps - 1], points[0]))}${curves.join("")}Z`
}

// Places for people inside an area, spread evenly, the same whenever the unit is opened.
function seats({x, y, r, bumps}, count) {
  return Array.from({length: count}, (_, index) => {
    const angle = (index * GOLDEN_ANGLE) % (2 * Math.PI)
    const far = 0.88 * r * Math.sqrt((index + 0.5) / count) * reach(bumps, angle)
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)]
  })
}

// A bent wedge from giver to receiver: `width` at the giver, almost nothing at the receiver.
function wedge(giver, receiver, width) {
  const dx = receiver.x - giver.x, dy = receiver.y - giver.y
  const distance = Math.hypot(dx, dy) || 1
  const [ux, uy] = [dx / distance, dy / distance]
  const [nx, ny] = [-uy, ux]
  const bend = 0.14 * distance
  const from = [giver.x + ux * giver.r * 0.96 + nx * 7, giver.y + uy * giver.r * 0.96 + ny * 7]
  const to = [receiver.x - ux * (receiver.r + 2) + nx * 7, receiver.y - uy * (receiver.r + 2) + ny * 7]
  const control = [(from[0] + to[0]) / 2 + nx * bend, (from[1] + to[1]) / 2 + ny * bend]
  const at = (p, side) => `${(p[0] + nx * side).toFixed(1)} ${(p[1] + ny * side).toFixed(1)}`
  const half = width / 2
  return `M${at(from, half)}Q${at(control, half * 0.62)} ${at(to, 0.5)}L${at(to, -0.5)}` +
    `Q${at(control, -half * 0.62)} ${at(from, -half)}Z`
}

// A line through what is known, broken where it is not.
function course(series, place) {
  let pen = "M"
  return series.map((entry, index) => {
    if (entry === null) { pen = "M"; return "" }
    const [x, y] = place(entry, index)
    const step = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`
    pen = "L"
    return step
  }).join("")
}
