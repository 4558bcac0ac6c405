// The timeline is the scrubber: profiles stacked by week, coming weeks paled, marks above.

const FLAG_ROWS = 2
const FLAG_ROOM = 10

function createTimeline(scenes, last, go) {
  const [scene] = scenes
  const {words, profiles} = scene
  const columns = Array.from({length: last}, (_, index) => createColumn(scenes, index, last))
  const weeks = html("div", {class: ["timeline", last > 30 ? "dense" : "", last > 120 ? "packed" : ""].join(" "), role: "slider", tabindex: 0,
    "aria-label": words.week, "aria-valuemin": 1, "aria-valuemax": last}, ...columns)
  const flags = createFlags(scenes, last, go)
  const two = scenes.length > 1
  const legend = html("div", {class: two ? "inline-names" : "profile-names"}, ...profiles.names.map((name, step) =>
    html("div", {class: "note"}, html("i", {style: `background:var(--rsne-activity-${step + 1})`}), name)).reverse())
  const rows = html("div", {class: "rows"}, ...scenes.map(({tag, origin}) => html("span", {class: `tag ${origin}`}, tag)))
  const element = html("div", {class: `strip ${two ? "two" : ""}`}, two ? rows : legend, html("div", {class: "course"}, flags.element, weeks))

  const weekAt = (event) => {
    const box = weeks.getBoundingClientRect()
    return 1 + Math.floor((event.clientX - box.left) / box.width * last)
  }
  weeks.addEventListener("pointerdown", (event) => {
    weeks.setPointerCapture(event.pointerId)
    go(weekAt(event))
  })
  weeks.addEventListener("pointermove", (event) => {
    if (weeks.hasPointerCapture(event.pointerId)) { go(weekAt(event)) }
  })

  function draw(week) {
    columns.forEach((column, index) => {
      column.classList.toggle("now", index === week - 1)
      column.classList.toggle("coming", index > week - 1)
    })
    const {label, dates, title} = longest(scenes).weeks[week - 1]
    const marks = scenes.flatMap((each) => each.marks).filter(({first, last: end}) => first <= week - 1 && week - 1 <= end)
    weeks.setAttribute("aria-valuenow", week)
    weeks.setAttribute("aria-valuetext", [`${label}, ${dates}`, ...new Set(marks.map(({name}) => name)), title].join(". "))
  }
  return {element, legend, draw, measure: flags.measure}
}

function longest(scenes) {
  return scenes.reduce((most, scene) => (scene.weeks.length > most.weeks.length ? scene : most))
}

function createColumn(scenes, index, last) {
  const {label_every: every} = scenes[0]
  const {label, dates} = longest(scenes).weeks[index]
  const stacks = scenes.map(({profiles}) => html("div", {class: "stack"}, ...(profiles.shares[index] ?? []).map((share, step) =>
    html("i", share === null
      ? {class: "suppressed", style: "height:6px"}
      : {style: `height:${(share / profiles.top * 100).toFixed(2)}%;background:var(--rsne-activity-${step + 1})`})).reverse()))
  const shown = index % every === 0 && (last - 1 - index >= every / 2 || index === last - 1) || index === last - 1
  return html("div", {class: "week", title: dates}, ...stacks, html("span", {class: shown ? "" : "silent"}, label))
}

// Flags over the weeks in which something was marked; those that find no room keep their sign.
// Public holidays, which are many, are hatched without a name, told on hovering.
function createFlags(scenes, last, go) {
  const seen = new Set()
  const told = scenes.flatMap(({marks, tag}, index) => marks.map((mark) => ({...mark, tag: scenes.length > 1 ? ` (${tag})` : "", second: index > 0})))
    .filter(({kind, name, first}) => first < last && !seen.has(`${kind}${name}${first}`) && seen.add(`${kind}${name}${first}`))
    .sort((a, b) => a.first - b.first)
  const flags = told.map((mark) => {
    const away = mark.kind === "holiday" || mark.kind === "public"
    const text = html("span", {class: "flag-text"}, mark.name)
    const flag = button(`flag ${mark.kind} ${mark.second ? "second" : ""}`, "", `${mark.hint}${mark.tag}`, () => go(mark.first + 1))
    flag.tabIndex = -1
    flag.style.left = `${mark.first / last * 100}%`
    if (away) { flag.style.minWidth = `${(mark.last - mark.first + 1) / last * 100}%` }
    flag.append(...(away ? [] : [html("i", {"aria-hidden": "true"}, "▶")]), text)
    return flag
  })
  const quiet = (flag) => flag.classList.contains("public")
  const named = flags.filter((flag) => !quiet(flag))
  const element = html("div", {class: "flags"}, ...flags)
  element.style.display = flags.length ? "" : "none"

  function measure() {
    const ends = Array(FLAG_ROWS).fill(-Infinity)
    const width = element.clientWidth
    if (!width) { return }
    flags.forEach((flag) => flag.classList.toggle("bare", quiet(flag)))
    const boxes = named.map((flag) => [flag.offsetLeft, flag.offsetWidth])
    named.forEach((flag, index) => {
      const [left, broad] = boxes[index]
      let row = ends.findIndex((end) => left > end)
      const bare = row < 0 || left + broad > width + FLAG_ROOM * 4
      if (row < 0) { row = FLAG_ROWS - 1 }
      flag.classList.toggle("bare", bare)
      flag.style.bottom = `${row * 19}px`
      ends[row] = Math.max(ends[row], left + (bare ? 14 : broad) + FLAG_ROOM)
    })
    const rows = Math.max(1, ...flags.map((flag) => 1 + parseInt(flag.style.bottom || "0") / 19))
    element.style.height = `${19 * rows}px`
  }
  return {element, measure}
}
