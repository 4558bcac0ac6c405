// The replay of a record, or of two in step: all weeks arrive once, then the browser turns them
// by itself. What the reader chose (week, layer, unit, what stands beside, speed) is the model's,
// which keeps it in the address.

const BASE_MILLISECONDS = 1100
const SPEEDS = [0.5, 1, 2]
const CHOSEN = ["week", "layer", "unit", "beside", "speed"]

export function render({model}) {
  const host = html("div", {class: "host"})
  let stage = null
  const build = () => {
    stage?.end()
    stage = createStage(model)
    host.replaceChildren(stage.element)
  }
  model.on("scenes", build)
  model.on("people", () => stage.draw())
  model.on("others", build)
  for (const name of CHOSEN) { model.on(name, () => stage.follow()) }
  model.on("msg:custom", (event) => stage.receive(event.data ?? event))
  model.on("remove", () => stage.end())
  build()
  return host
}

function createStage(model) {
  const scenes = model.scenes
  const [scene] = scenes
  const {words} = scene
  const last = Math.max(...scenes.map(({weeks}) => weeks.length))
  const two = scenes.length > 1
  const state = {numbers: false}
  let timer = null
  read()

  const title = html("h1", {tabindex: "-1"})
  const subtitle = html("p", {class: "sub"})
  const heading = html("div", {class: "heading", "aria-live": "polite"}, title, subtitle)
  const others = createOthers(model, words)
  const tools = html("div", {class: "tools"}, ...others, ...(model.can_export ? [createExport(model, words)] : []))

  const maps = scenes.map((each) => createMap(each, {open, showLayer: (layer) => choose({layer, unit: ""})}))
  const named = maps.map(({element}, index) => two ? withName(element, scenes[index]) : element)
  const figures = createFigures(scenes, last)
  const parts = {communities: createCommunities(scene), flows: createFlows(scene)}
  const switcher = choices(words.beside, [["communities", words.communities], ["flows", words.flows]], (beside) => choose({beside}))
  const ground = html("div", {class: "beside-ground"})
  const beside = html("section", {class: "card beside"}, switcher.element, ground)
  const timeline = createTimeline(scenes, last, (week) => go(week, true))

  const back = button("step", "◀", words.back, () => go(state.week - 1, true))
  const play = button("play", "", "", () => (timer ? pause() : start()))
  const forward = button("step", "▶▎", words.forward, () => go(state.week + 1, true))
  const speeds = choices(words.speed, SPEEDS.map((value) => [value, value === 0.5 ? "½×" : `${value}×`]), (speed) => {
    choose({speed})
    if (timer) { start() }
  })
  const numbers = button("plain", words.numbers, "", () => { state.numbers = !state.numbers; draw() })
  const player = html("div", {class: "player"}, back, play, forward, speeds.element, numbers, html("span", {class: "note keys"}, words.keys),
    two ? html("span", {class: "right"}, timeline.legend) : html("span", {class: "note right"}, scene.profiles.told))

  const ledger = two
    ? [html("div", {class: "pair"}, ...named), figures.element]
    : [html("div", {class: "columns"}, named[0], html("div", {class: "side"}, figures.element, beside))]
  const element = html("div", {class: `replay ${two ? "two" : ""}`}, html("div", {class: "top"}, heading, tools), ...ledger, player, timeline.element)

  function read() {
    for (const name of CHOSEN) { state[name] = model[name] }
    state.week = Math.min(Math.max(Math.round(state.week) || 1, 1), last)
    if (!SPEEDS.includes(state.speed)) { state.speed = 1 }
    if (!(state.layer in scene.layers)) { state.layer = "" }
  }

  function follow() {
    if (CHOSEN.every((name) => model[name] === state[name])) { return }
    read()
    draw()
  }

  function choose(chosen) {
    Object.assign(state, chosen)
    for (const [name, value] of Object.entries(chosen)) {
      if (model[name] !== value) { model[name] = value }
    }
    draw()
  }

  function go(week, stop = false) {
    if (stop) { pause() }
    choose({week: Math.min(Math.max(week, 1), last)})
  }

  function open(unit) {
    const layer = state.layer || scene.layer
    if (layer === "units") { choose({unit: state.unit === unit ? "" : unit}) }
  }

  function seen() {  // another page may be shown
    return element.offsetWidth > 0
  }

  function start() {
    clearInterval(timer)
    if (state.week === last) { go(1) }
    const advance = () => (state.week < last && seen() ? go(state.week + 1) : pause())
    timer = setInterval(advance, BASE_MILLISECONDS / state.speed)
    showPlay()
  }

  function pause() {
    clearInterval(timer)
    timer = null
    showPlay()
  }

  function showPlay() {
    setText(play, timer ? `❚❚ ${words.pause}` : `▶ ${words.play}`)
    play.setAttribute("aria-label", timer ? words.pause : words.play)
    heading.setAttribute("aria-live", timer ? "off" : "polite")
  }

  function draw() {
    const now = state.week - 1
    const told = (scene.weeks[now] ?? longest(scenes).weeks[now])
    setText(title, told.title)
    setText(subtitle, told.subtitle)
    maps.forEach((map, index) => map.draw(state, model.people[index] ?? null))
    figures.draw(now)
    if (!two) {
      const part = parts[state.beside] ?? parts.communities
      switcher.show(parts[state.beside] ? state.beside : "communities")
      if (ground.firstChild !== part.element) { ground.replaceChildren(part.element) }
      part.draw(now)
    }
    timeline.draw(state.week)
    speeds.show(state.speed)
    numbers.setAttribute("aria-pressed", state.numbers)
    back.disabled = state.week === 1
    forward.disabled = state.week === last
  }

  function onKey(event) {
    const target = event.composedPath()[0]
    const elsewhere = target instanceof Element && !element.contains(target) &&
      target.closest("input,select,textarea,button,a,[role=tab],[role=slider],[contenteditable]")
    const own = target instanceof Element && target.closest("button,select")
    if (elsewhere || event.ctrlKey || event.metaKey || event.altKey || !seen()) { return }
    if (target instanceof Element && target.closest("select")) { return }
    if (event.key === " " && !own) { timer ? pause() : start() }
    else if (event.key === "ArrowLeft") { go(state.week - 1, true) }
    else if (event.key === "ArrowRight") { go(state.week + 1, true) }
    else if (event.key === "Home") { go(1, true) }
    else if (event.key === "End") { go(last, true) }
    else if (event.key === "t" || event.key === "T") { numbers.click() }
    else if (event.key === "Escape" && (state.unit || state.numbers)) { state.numbers = false; choose({unit: ""}) }
    else { return }
    event.preventDefault()
  }
  document.addEventListener("keydown", onKey)

  const size = new ResizeObserver(() => {
    maps.forEach((map) => map.measure())
    timeline.measure()
    draw()
  })
  maps.forEach(({picture}) => size.observe(picture))
  size.observe(timeline.element)

  function receive(message) {
    if (message?.page) { save(message.name, message.page) }
    tools.querySelectorAll("button").forEach((each) => { each.disabled = false; setText(each, words.export) })
  }

  function end() {
    clearInterval(timer)
    size.disconnect()
    document.removeEventListener("keydown", onKey)
  }

  showPlay()
  draw()
  return {element, draw, follow, receive, end}
}

function withName(map, scene) {
  return html("div", {class: "named"}, html("div", {class: "record-name"}, html("span", {class: `tag ${scene.origin}`}, scene.tag),
    html("span", {class: "strong"}, scene.record)), map)
}

function createOthers(model, words) {
  if (!model.others.length) { return [] }
  const entry = ([value, label]) => {
    const option = html("option", {value}, label)
    option.selected = value === model.against
    return option
  }
  const select = html("select", {class: "against"}, ...[["", "—"], ...model.others].map(entry))
  select.addEventListener("change", () => { model.against = select.value })
  return [html("label", {class: "note"}, words.compare, " ", select)]
}

function createExport(model, words) {
  const element = button("plain", words.export, "", () => {
    element.disabled = true
    setText(element, words.preparing)
    model.send_msg({wanted: "file"})
  })
  return element
}

function save(name, page) {
  const link = html("a", {href: URL.createObjectURL(new Blob([page], {type: "text/html"})), download: name})
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
