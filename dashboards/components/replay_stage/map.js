// The map of one record: units or communities as areas in fixed places.
//
// Area says how many people, shade says which share acted. Answers between units are tapered,
// wide at the giver, ink when the tie is new this week. An opened unit shows its people, where
// they may be shown, in a larger area of the same outline.

const PERSON_ROOM = 7.2
const LARGEST_LENS = 215
const ROOM_FOR_FACTS = 29
const ROOM_FOR_WORDS = 39
const HALF_LETTER = 3.9

let maps = 0

function createMap(scene, {open, showLayer}) {
  const words = scene.words
  const [width, height] = scene.size
  const hatch = `hatch-${maps += 1}`
  const picture = svg("svg", {viewBox: `0 0 ${width} ${height}`, class: "map", role: "group"})
  const pattern = svg("pattern", {id: hatch, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)"},
    svg("line", {x1: 0, y1: 0, x2: 0, y2: 7, class: "hatch-line"}))
  const layers = {}
  const ties = svg("g", {class: "ties", "aria-hidden": "true"})
  const ground = svg("g")
  const strongest = svg("text", {class: "strongest", "aria-hidden": "true"})
  const lens = createLens(scene, () => open(""))
  picture.append(svg("defs", {}, pattern), ties, ground, strongest, lens.element)

  const scale = html("div", {class: "scale"})
  const under = html("p", {class: "note under"})
  const numbers = createNumbers(scene)
  const switchers = choices(words.layer, [["units", words.units], ["communities", words.communities]], showLayer)
  const head = html("div", {class: "map-head"}, switchers.element)
  const crowd = peopleLegend(words)
  const element = html("section", {class: "card map-card"}, head, scale, picture, numbers.element, crowd, under)
  let zoom = 1
  let drawn = ""

  function layerOf(name) {
    layers[name] ??= createAreas(scene.layers[name], hatch, open)
    return layers[name]
  }

  function draw(state, people) {
    const now = state.week - 1
    const name = state.layer || scene.layer
    const layer = scene.layers[name]
    const {areas, group} = layerOf(name)
    if (drawn !== name) {
      ground.replaceChildren(group)
      scale.replaceChildren(...legend(layer, words))
      picture.setAttribute("aria-label", layer.label)
      drawn = name
    }
    switchers.show(name)
    const opened = name === "units" ? layer.areas.findIndex((area) => area.key === state.unit) : -1
    layer.areas.forEach((area, index) => drawArea(area, areas[index], {now, chosen: index === opened, hatch, zoom, words, bottom: height - 4}))
    clearNames(layer.areas, areas, zoom, [width, height - 4])
    const place = lens.draw(opened < 0 ? null : layer.areas[opened], people, now, zoom)
    drawTies(layer, now, opened, place)
    numbers.draw(state, layer, people)
    element.classList.toggle("reading", state.numbers)
    crowd.style.display = place ? "" : "none"
    under.style.display = place ? "none" : ""
    setText(under, note(layer, now, opened))
  }

  function drawTies(layer, now, opened, place) {
    const {drawn: told} = layer.ties[now] ?? {drawn: []}
    const kept = opened < 0 ? told : told.filter(([giver, receiver]) => giver === opened || receiver === opened)
    const at = (index) => (index === opened && place ? place : layer.areas[index])
    ties.replaceChildren(...kept.map(([giver, receiver, breadth, fresh, label]) =>
      svg("path", {d: wedge(at(giver), at(receiver), breadth), class: fresh ? "new" : "old"}, svg("title", {}, label))))
    strongest.textContent = kept.length && !place ? kept[0][5] : ""
    if (strongest.textContent) {
      const [giver, receiver] = [layer.areas[kept[0][0]], layer.areas[kept[0][1]]]
      strongest.setAttribute("x", (giver.x + receiver.x) / 2)
      strongest.setAttribute("y", Math.max(14, (giver.y + receiver.y) / 2 - 26))
    }
  }

  function note(layer, now, opened) {
    if (now >= scene.weeks.length) { return words.over }
    if (opened >= 0) {
      const {name, reason, facts} = layer.areas[opened]
      const told = [`${name}${words.colon}${facts[now]}`, reason, words.no_people]
      return told.filter(Boolean).join(". ")
    }
    const measured = words.measure === "contributed" && layer === scene.layers.units ? words.contributed_note : ""
    const rule = layer === scene.layers.communities ? words.vitality_rule : ""
    return [layer.note, layer.ties[now]?.rest ?? "", measured, rule].filter(Boolean).join(" ")
  }

  // Text keeps its size in pixels however small the map is drawn.
  function measure() {
    if (!picture.clientWidth) { return }
    zoom = Math.min(picture.clientWidth / width, picture.clientHeight / height)
    picture.style.setProperty("--zoom", 1 / zoom)
  }

  return {element, draw, measure, picture}
}

function legend(layer, words) {
  const steps = layer.breaks.map((label, step) =>
    html("div", {}, html("i", {style: `background:var(--rsne-activity-${step})`}), html("span", {}, label)))
  const tapered = (kind, label) => html("div", {class: "note wedge"},
    svg("svg", {width: 84, height: 10, "aria-hidden": "true"}, svg("path", {d: "M0 0L84 4.6L84 5.4L0 10Z", class: kind})), label)
  const ties = layer.ties.length
    ? [html("div", {class: "note share"}, words.answers_from), tapered("old", words.to_receiver), tapered("new", words.new_tie)]
    : []
  return [html("div", {}, html("div", {class: "note"}, layer.share), html("div", {class: "steps"}, ...steps)), ...ties]
}

function createAreas(layer, hatch, open) {
  const group = svg("g")
  const areas = layer.areas.map((area) => {
    const shape = svg("path", {d: outline(area), class: "area"})
    const name = svg("text", {x: area.x, class: "name"}, area.short)
    const facts = svg("text", {x: area.x, class: "facts"})
    const hint = svg("title")
    const element = svg("g", {class: "unit", tabindex: 0, role: "button"}, shape,
      ...(area.merged ? [svg("path", {d: outline(area), class: "merged", fill: `url(#${hatch})`})] : []), name, facts, hint)
    element.addEventListener("click", () => open(area.key))
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") { return }
      open(area.key)
      event.preventDefault()
      event.stopPropagation()
    })
    group.append(element)
    return {element, shape, name, facts, hint}
  })
  return {areas, group}
}

function drawArea(area, parts, {now, chosen, hatch, zoom, words, bottom}) {
  const level = area.levels[now] ?? null
  const told = level !== null && level >= 0
  const state = area.states?.[now] ?? ""
  parts.element.setAttribute("class",
    ["unit", chosen ? "chosen" : "", told ? "" : level === null ? "absent" : "waiting", state].filter(Boolean).join(" "))
  parts.shape.style.fill = told ? `var(--rsne-activity-${level})` : level === null ? `url(#${hatch})` : "none"
  const ink = told ? `var(--rsne-activity-text-${level})` : "var(--rsne-ink)"
  const room = area.r * zoom
  const beneath = room < area.short.length * HALF_LETTER
  const fits = room >= (level === -1 || area.states ? ROOM_FOR_WORDS : ROOM_FOR_FACTS)
  setText(parts.facts, fits ? area.facts[now] ?? "" : area.signs?.[now] ?? "")
  parts.element.classList.toggle("small", beneath)
  parts.name.style.fill = beneath ? "var(--rsne-ink)" : ink
  parts.facts.style.fill = ink
  const alone = !parts.facts.textContent || beneath
  const foot = area.y + 1.1 * area.r + 11 / zoom
  const outside = foot > bottom ? area.y - 1.1 * area.r - 3 / zoom : foot
  parts.name.setAttribute("y", beneath ? outside : area.y - (alone ? -4 : 3) / zoom)
  parts.facts.setAttribute("y", area.y + (beneath ? 4 : 13) / zoom)
  setText(parts.hint, `${area.name}${words.colon}${area.facts[now] ?? words.over}${area.reason ? `. ${area.reason}` : ""}`)
  parts.element.setAttribute("aria-label", parts.hint.textContent)
  parts.element.setAttribute("aria-pressed", chosen)
}

// The larger an area, the sooner it has its name. A small one that would cover another takes the
// other side; where neither is free its name is left to its hint and to the table.
function clearNames(areas, parts, zoom, [right, bottom]) {
  const kept = []
  const apart = (one, other) => one[2] < other[0] || other[2] < one[0] || one[3] < other[1] || other[3] < one[1]
  const order = areas.map((_, index) => index).sort((one, other) => areas[other].r - areas[one].r)
  for (const index of order) {
    const {short, x, y, r} = areas[index]
    const {name, element} = parts[index]
    const half = short.length * HALF_LETTER / zoom
    const middle = Math.max(half, Math.min(right - half, x))
    const box = (at) => [middle - half, at - 11 / zoom, middle + half, at + 4 / zoom]
    const places = [Number(name.getAttribute("y"))]
    if (element.classList.contains("small")) {
      places.push(...[y - 1.1 * r - 3 / zoom, y + 1.1 * r + 11 / zoom].filter((at) => at > 11 / zoom && at < bottom))
    }
    const free = places.find((at) => kept.every((other) => apart(box(at), other)))
    name.style.display = free === undefined ? "none" : ""
    if (free === undefined) { continue }
    name.setAttribute("x", middle)
    name.setAttribute("y", free)
    kept.push(box(free))
  }
}

// The opened unit with its people: ring and dot contributed, filled came, hollow did not.
function createLens(scene, close) {
  const words = scene.words
  const [width, height] = scene.size
  const element = svg("g", {class: "lens"})
  const area = svg("path", {class: "lens-area"})
  const answers = svg("path", {class: "answers"})
  const crowd = svg("g")
  const title = svg("text", {class: "lens-title"})
  const ground = svg("rect", {class: "lens-ground", rx: 4})
  const states = {".": ["absent", words.absent], 0: ["away", words.measure === "came" ? words.away : words.away_unknown],
    1: ["came", words.came], 2: ["contributed", words.contributed]}
  area.addEventListener("click", close)
  element.append(area, answers, crowd, ground, title)
  let shown = null
  let drawn = 0
  let dots = []
  let place = null

  // People keep their size in pixels: on a small map the opened unit takes more of it.
  function seat(unit, people, zoom) {
    const count = people.names.length
    const r = Math.min(Math.max(unit.r, PERSON_ROOM * Math.sqrt(count) / Math.min(1, zoom), 40), LARGEST_LENS)
    const inside = (at, most, edge) => Math.min(Math.max(at, edge), most - edge)
    place = {...unit, r, x: inside(unit.x, width, r * 1.14), y: inside(unit.y, height - 4, r * 1.14 + 16)}
    area.setAttribute("d", outline(place))
    const size = Math.min(4.4 / Math.min(1, zoom), 0.34 * r * Math.sqrt(Math.PI / count))
    dots = seats(place, count).map(([x, y], index) => {
      const hint = svg("title")
      const dot = svg("g", {}, svg("circle", {cx: x.toFixed(1), cy: y.toFixed(1), r: size.toFixed(1)}),
        svg("circle", {cx: x.toFixed(1), cy: y.toFixed(1), r: (size * 0.38).toFixed(1), class: "core"}), hint)
      return {dot, hint, x, y, name: people.names[index], weeks: people.weeks[index], state: ""}
    })
    crowd.replaceChildren(...dots.map(({dot}) => dot))
    shown = people
    drawn = zoom
  }

  function draw(unit, people, now, zoom) {
    if (!unit || !people?.names || people.unit !== unit.key) {
      element.style.display = "none"
      return null
    }
    element.style.display = ""
    if (shown !== people || drawn !== zoom) { seat(unit, people, zoom) }
    for (const entry of dots) {
      const state = entry.weeks[now] ?? "."
      if (state === entry.state) { continue }
      entry.state = state
      entry.dot.setAttribute("class", `dot ${states[state][0]}`)
      entry.hint.textContent = `${entry.name} · ${states[state][1]}`
    }
    answers.setAttribute("d", (people.answers[now] ?? []).map(([giver, receiver]) =>
      `M${dots[giver].x.toFixed(1)} ${dots[giver].y.toFixed(1)}L${dots[receiver].x.toFixed(1)} ${dots[receiver].y.toFixed(1)}`).join(""))
    title.replaceChildren(svg("tspan", {class: "strong"}, unit.name), ` ${unit.facts[now] ?? ""}`)
    title.setAttribute("x", place.x)
    const foot = place.y - place.r * 1.12 - 5 / zoom
    title.setAttribute("y", foot)
    const broad = title.getComputedTextLength() + 12 / zoom
    const box = {x: place.x - broad / 2, y: foot - 14 / zoom, width: broad, height: 19 / zoom}
    for (const [name, value] of Object.entries(box)) { ground.setAttribute(name, value) }
    return place
  }

  return {element, draw}
}

function peopleLegend(words) {
  const entry = (kind, label) => html("span", {class: "note person"},
    svg("svg", {width: 14, height: 14, "aria-hidden": "true"},
      svg("g", {class: `dot ${kind}`}, svg("circle", {cx: 7, cy: 7, r: 4.4}), svg("circle", {cx: 7, cy: 7, r: 1.7, class: "core"}))), label)
  const came = words.measure === "came"
  return html("div", {class: "people-legend"}, entry("contributed", words.contributed),
    ...(came ? [entry("came", words.came)] : []), entry("away", came ? words.away : words.away_unknown),
    html("span", {class: "note"}, words.people_note))
}
