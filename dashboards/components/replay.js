// The replay of a record: all weeks arrive once, then the browser turns them by itself.
//
// Units are areas in fixed places: area says how many people, shade says which share acted.
// Answers between units are tapered, wide at the giver, ink when the tie is new this week.

const SVG = "http://www.w3.org/2000/svg"
const BASE_MILLISECONDS = 1100
const BARS_WIDTH = 104
const SPEEDS = [0.5, 1, 2]

function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) { element.setAttribute(name, value) }
  element.append(...children)
  return element
}

function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) { element.setAttribute(name, value) }
  element.append(...children)
  return element
}

// A soft outline, always the same for the same unit, that bounds the area of a disc of radius r.
function outline({x, y, r, bumps}) {
  const steps = 48
  const points = Array.from({length: steps}, (_, step) => {
    const angle = 2 * Math.PI * step / steps
    const wave = bumps.reduce((sum, [height, turns, phase]) => sum + height * Math.cos(turns * angle + phase), 1)
    return [x + r * wave * Math.cos(angle), y + r * wave * Math.sin(angle)]
  })
  const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
  const start = middle(points[steps - 1], points[0])
  const curves = points.map((point, index) => {
    const end = middle(point, points[(index + 1) % steps])
    return `Q${point[0].toFixed(1)} ${point[1].toFixed(1)} ${end[0].toFixed(1)} ${end[1].toFixed(1)}`
  })
  return `M${start[0].toFixed(1)} ${start[1].toFixed(1)}${curves.join("")}Z`
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

export function render({model}) {
  const scene = model.scene
  const words = scene.words
  const last = scene.weeks.length
  let week = Math.min(Math.max(model.week, 1), last)
  let timer = null
  let speed = 1
  let chosen = null
  let zoom = 1

  const root = html("div", {class: "replay"})

  // Title: follows the week; spoken only when paused.
  const title = html("h1", {tabindex: "-1"})
  const subtitle = html("p", {class: "sub"})
  const heading = html("div", {class: "heading", "aria-live": "polite"}, title, subtitle)

  // Map.
  const [width, height] = scene.size
  const map = svg("svg", {viewBox: `0 0 ${width} ${height}`, class: "map", role: "group", "aria-label": words.map})
  const hatch = svg("pattern", {id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)"},
    svg("line", {x1: 0, y1: 0, x2: 0, y2: 7, class: "hatch-line"}))
  map.append(svg("defs", {}, hatch))
  const tieLayer = svg("g", {class: "ties", "aria-hidden": "true"})
  map.append(tieLayer)
  const areas = scene.units.map((unit, index) => {
    const shape = svg("path", {d: outline(unit), class: "area"})
    const group = svg("g", {class: "unit", tabindex: 0, role: "button"}, shape)
    if (unit.merged) { group.append(svg("path", {d: outline(unit), class: "merged", fill: "url(#hatch)"})) }
    const name = svg("text", {x: unit.x, class: "name"}, unit.short)
    const facts = svg("text", {x: unit.x, class: "facts"})
    const hint = svg("title")
    group.append(name, facts, hint)
    group.addEventListener("click", () => choose(index))
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { choose(index); event.preventDefault() }
    })
    map.append(group)
    return {group, shape, name, facts, hint}
  })
  const strongest = svg("text", {class: "strongest"})
  map.append(strongest)

  const scale = html("div", {class: "scale"}, html("div", {class: "note"}, words.share),
    html("div", {class: "steps"}, ...scene.breaks.map((label, step) =>
      html("div", {}, html("i", {style: `background:var(--rsne-activity-${step})`}), html("span", {}, label)))),
    html("div", {class: "note legend"}, words.answers_from),
    wedgeLegend("old", words.to_receiver), wedgeLegend("new", words.new_tie))
  const under = html("p", {class: "note under"})
  const mapCard = html("section", {class: "card map-card"}, scale, map, under)

  function wedgeLegend(kind, label) {
    return html("div", {class: "note wedge"}, svg("svg", {width: 84, height: 10, "aria-hidden": "true"},
      svg("path", {d: "M0 0L84 4.6L84 5.4L0 10Z", class: kind})), label)
  }

  // Key figures and communities.
  const figures = scene.figures.map((figure) => {
    const value = html("div", {class: "value"})
    const detail = html("div", {class: "detail"})
    const line = svg("svg", {width: 92, height: 36, "aria-hidden": "true"})
    const cell = html("div", {class: "figure"}, html("div", {}, html("div", {class: "caption"}, figure.caption), value, detail), line)
    return {cell, value, detail, line, figure}
  })
  const figureCard = html("section", {class: "card figures"}, ...figures.map(({cell}) => cell))

  const rows = scene.communities.map((community) => {
    const bars = svg("svg", {width: BARS_WIDTH, height: 24, class: "bars", role: "img"})
    const vitality = html("td", {class: "vitality"})
    const members = html("td", {class: "number"})
    const row = html("tr", {}, html("th", {scope: "row"}, community.name), html("td", {}, community.kind),
      members, html("td", {}, bars), vitality)
    return {row, bars, vitality, members, community, top: Math.max(1, ...community.messages.filter(Number.isFinite))}
  })
  const table = html("table", {},
    html("thead", {}, html("tr", {}, ...[words.community, words.kind, words.members, words.messages, words.vitality]
      .map((label, index) => html("th", {scope: "col", class: index === 2 ? "number" : ""}, label)))),
    html("tbody", {}, ...rows.map(({row}) => row)))
  const tableCard = html("section", {class: "card communities"}, table, html("p", {class: "note"}, scene.unnamed))

  // Player and timeline.
  const back = button("step", "◀", words.back, () => go(week - 1, true))
  const play = button("play", "", "", () => (timer ? pause() : start()))
  const forward = button("step", "▶", words.forward, () => go(week + 1, true))
  const speeds = html("div", {class: "speeds", role: "group", "aria-label": words.speed},
    ...SPEEDS.map((value) => {
      const choice = html("button", {}, value === 0.5 ? "½×" : `${value}×`)
      choice.addEventListener("click", () => { speed = value; showSpeed(); if (timer) { start() } })
      return choice
    }))
  const keys = html("span", {class: "note"}, words.keys)
  const player = html("div", {class: "player"}, back, play, forward, speeds, keys,
    html("span", {class: "note right"}, scene.profiles.told))

  function button(kind, text, label, act) {
    const element = html("button", {class: `control ${kind}`, "aria-label": label, title: label}, text)
    element.addEventListener("click", act)
    return element
  }

  const legend = html("div", {class: "profile-names"},
    ...scene.profiles.names.map((name, step) => html("div", {class: "note"},
      html("i", {style: `background:var(--rsne-activity-${step + 1})`}), name)))
  const flagged = scene.weeks.some((entry) => entry.flag)
  const columns = scene.weeks.map((entry, index) => {
    const bar = html("div", {class: "stack"}, ...scene.profiles.shares[index].map((share, step) =>
      html("i", share === null
        ? {class: "suppressed", style: "height:6px"}
        : {style: `height:${(share / scene.profiles.top * 100).toFixed(2)}%;background:var(--rsne-activity-${step + 1})`})))
    const column = html("div", {class: "week", title: entry.dates}, ...(flagged ? [html("div", {class: "flag"}, entry.flag ?? "")] : []), bar,
      html("span", {}, index % scene.label_every === 0 || index === last - 1 ? entry.label : ""))
    column.addEventListener("click", () => go(index + 1, true))
    return column
  })
  const timeline = html("div", {class: last > 30 ? "timeline dense" : "timeline", role: "slider", tabindex: 0, "aria-label": words.week,
    "aria-valuemin": 1, "aria-valuemax": last}, ...columns)
  const strip = html("div", {class: "strip"}, legend, timeline)

  root.append(heading, html("div", {class: "columns"}, mapCard, html("div", {class: "side"}, figureCard, tableCard)), player, strip)

  function go(target, stop = false) {
    if (stop) { pause() }
    week = Math.min(Math.max(target, 1), last)
    if (model.week !== week) { model.week = week }
    draw()
  }

  function start() {
    clearInterval(timer)
    if (week === last) { go(1) }
    timer = setInterval(() => (week < last ? go(week + 1) : pause()), BASE_MILLISECONDS / speed)
    showPlay()
  }

  function pause() {
    clearInterval(timer)
    timer = null
    showPlay()
  }

  function choose(index) {
    chosen = chosen === index ? null : index
    draw()
  }

  function showPlay() {
    play.textContent = timer ? `❚❚ ${words.pause}` : `▶ ${words.play}`
    play.setAttribute("aria-label", timer ? words.pause : words.play)
    heading.setAttribute("aria-live", timer ? "off" : "polite")
  }

  function showSpeed() {
    [...speeds.children].forEach((choice, index) => choice.setAttribute("aria-pressed", SPEEDS[index] === speed))
  }

  function draw() {
    const now = week - 1
    title.textContent = scene.weeks[now].title
    subtitle.textContent = scene.weeks[now].subtitle
    drawUnits(now)
    drawTies(now)
    figures.forEach((entry) => drawFigure(entry, now))
    rows.forEach((entry) => drawRow(entry, now))
    columns.forEach((column, index) => {
      column.classList.toggle("now", index === now)
      column.classList.toggle("coming", index > now)
    })
    timeline.setAttribute("aria-valuenow", week)
    timeline.setAttribute("aria-valuetext", `${scene.weeks[now].label}, ${scene.weeks[now].dates}. ${scene.weeks[now].title}`)
    back.disabled = week === 1
    forward.disabled = week === last
  }

  function drawUnits(now) {
    scene.units.forEach((unit, index) => {
      const {group, shape, name, facts, hint} = areas[index]
      const level = unit.levels[now]
      group.classList.toggle("chosen", chosen === index)
      const told = level !== null && level >= 0
      group.classList.toggle("absent", level === null)
      group.classList.toggle("waiting", level === -1)
      shape.style.fill = told ? `var(--rsne-activity-${level})` : level === null ? "url(#hatch)" : "none"
      const ink = told ? `var(--rsne-activity-text-${level})` : "var(--rsne-ink)"
      name.style.fill = ink
      facts.style.fill = ink
      facts.textContent = unit.r * zoom < (level === -1 ? 52 : 29) ? "" : unit.facts[now]
      const above = facts.textContent ? 3 / zoom : -4 / zoom
      name.setAttribute("y", unit.y - above)
      facts.setAttribute("y", unit.y + 13 / zoom)
      hint.textContent = `${unit.name}${words.colon}${unit.facts[now]}${unit.reason ? `. ${unit.reason}` : ""}`
      group.setAttribute("aria-label", hint.textContent)
    })
    under.textContent = chosen === null ? scene.reasons : areas[chosen].hint.textContent
  }

  // Text keeps its size in pixels however small the map is drawn.
  const size = new ResizeObserver(() => {
    if (!map.clientWidth) { return }
    zoom = Math.min(map.clientWidth / width, map.clientHeight / height)
    map.style.setProperty("--zoom", 1 / zoom)
    draw()
  })
  size.observe(map)

  function drawTies(now) {
    const {drawn, rest} = scene.ties[now]
    const kept = chosen === null ? drawn : drawn.filter(([giver, receiver]) => giver === chosen || receiver === chosen)
    tieLayer.replaceChildren(...kept.map(([giver, receiver, breadth, fresh, label]) =>
      svg("path", {d: wedge(scene.units[giver], scene.units[receiver], breadth), class: fresh ? "new" : "old"},
        svg("title", {}, label))))
    strongest.textContent = ""
    if (kept.length && kept[0][5]) {
      const [giver, receiver] = [scene.units[kept[0][0]], scene.units[kept[0][1]]]
      strongest.setAttribute("x", (giver.x + receiver.x) / 2)
      strongest.setAttribute("y", Math.max(14, (giver.y + receiver.y) / 2 - 26))
      strongest.textContent = kept[0][5]
    }
    if (chosen === null && rest) { under.textContent = [scene.reasons, rest].filter(Boolean).join(" ") }
  }

  function drawFigure({value, detail, line, figure}, now) {
    value.textContent = figure.values[now]
    detail.textContent = figure.details[now]
    const known = figure.series.filter((entry) => entry !== null)
    const top = Math.max(...known, 1e-9)
    const place = (entry, index) => [4 + 84 * index / Math.max(1, last - 1), 32 - 26 * entry / top]
    const path = (entries, offset) => {
      let pen = "M"
      return entries.map((entry, index) => {
        if (entry === null) { pen = "M"; return "" }
        const [x, y] = place(entry, index + offset)
        const step = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`
        pen = "L"
        return step
      }).join("")
    }
    const parts = [
      svg("path", {d: path(figure.series.slice(now), now), class: "coming-line"}),
      svg("path", {d: path(figure.series.slice(0, now + 1), 0), class: "past-line"}),
    ]
    if (figure.series[now] !== null) {
      const [x, y] = place(figure.series[now], now)
      parts.push(svg("circle", {cx: x, cy: y, r: 3.4, class: "dot"}))
    }
    line.replaceChildren(...parts)
  }

  function drawRow({bars, vitality, members, community, top}, now) {
    members.textContent = community.members[now]
    const step = Math.min(8, BARS_WIDTH / last)
    bars.replaceChildren(...community.messages.flatMap((count, index) => {
      if (count === null && index <= now) { return [] }
      const past = index <= now
      const tall = !past || !count ? 1.2 : 2 + 19 * count / top
      return svg("rect", {x: step * index, y: 22 - tall, width: Math.max(0.6 * step, step - 1.6), height: tall,
        class: !past ? "coming" : index === now ? "now" : "past"})
    }))
    bars.setAttribute("aria-label", community.messages.slice(0, now + 1).join(" "))
    const state = community.vitality[now]
    vitality.className = `vitality ${state}`
    vitality.replaceChildren(...(state === "unborn" ? [] : [html("i", {class: `mark ${state}`, "aria-hidden": "true"}), words.vitalities[state]]))
  }

  function onKey(event) {
    const target = event.composedPath()[0]
    const elsewhere = target instanceof Element && !root.contains(target) &&
      target.closest("input,select,textarea,button,a,[role=tab],[role=slider],[contenteditable]")
    const onButton = target instanceof Element && target.closest("button")
    if (elsewhere || event.ctrlKey || event.metaKey || event.altKey || root.offsetWidth === 0) { return }
    if (event.key === " " && !onButton) { timer ? pause() : start() }
    else if (event.key === "ArrowLeft") { go(week - 1, true) }
    else if (event.key === "ArrowRight") { go(week + 1, true) }
    else if (event.key === "Home") { go(1, true) }
    else if (event.key === "End") { go(last, true) }
    else { return }
    event.preventDefault()
  }
  document.addEventListener("keydown", onKey)

  model.on("week", () => { if (model.week !== week) { go(model.week) } })
  model.on("remove", () => {
    clearInterval(timer)
    size.disconnect()
    document.removeEventListener("keydown", onKey)
  })
  showSpeed()
  showPlay()
  draw()
  return root
}
