// A strip of weeks. The head of each bar is a slider: the mouse, a finger or the arrow keys move it
// week by week, never past its neighbours. Python hears of a week once it is let go.

const BY_KEY = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -4, PageUp: 4}

export function render({model}) {
  const strip = document.createElement("div")
  strip.className = "strip"
  let bars = []

  const amount = (value) => value.toLocaleString(model.lang, {maximumFractionDigits: 1}) + model.unit
  const week = (number) => `${model.week_sign}${number}`
  const place = (number) => `${(100 * (number - 1) / Math.max(model.last, 1)).toFixed(3)}%`

  // A row that the table beside holds out of order has no room to move in.
  const least = (row) => row > 0 ? model.rows[row - 1][0] + 1 : 1
  const most = (row) => row + 1 < model.rows.length ? model.rows[row + 1][0] - 1 : model.last
  const within = (row, number) => Math.max(least(row), Math.min(most(row), number))

  function show(row, number) {
    const {bar, head, said} = bars[row]
    const next = row + 1 < model.rows.length ? model.rows[row + 1][0] : model.last + 1
    bar.style.left = place(number)
    bar.style.width = `calc(${place(next)} - ${place(number)})`
    if (row > 0) {
      bars[row - 1].bar.style.width = `calc(${place(number)} - ${place(model.rows[row - 1][0])})`
    }
    said.textContent = `${week(number)}\n${amount(model.rows[row][1])}`
    head.setAttribute("aria-valuenow", number)
    head.setAttribute("aria-valuetext", said.textContent.replace("\n", ", "))
  }

  function settle(row, number) {
    if (number !== model.rows[row][0]) {
      model.rows = model.rows.map((held, other) => other === row ? [number, held[1]] : held)
    }
  }

  function take(event, row) {
    const head = bars[row].head
    let number = model.rows[row][0]
    const move = (moved) => {
      const ground = strip.getBoundingClientRect()
      const at = 1 + Math.round(model.last * (moved.clientX - ground.left) / ground.width)
      number = within(row, at)
      show(row, number)
    }
    const drop = () => {
      head.removeEventListener("pointermove", move)
      head.removeEventListener("lostpointercapture", drop)
      settle(row, number)
    }
    head.setPointerCapture(event.pointerId)
    head.addEventListener("pointermove", move)
    head.addEventListener("lostpointercapture", drop)
    head.focus()
    event.preventDefault()
  }

  function press(event, row) {
    const step = BY_KEY[event.key]
    if (step) {
      event.preventDefault()
      settle(row, within(row, model.rows[row][0] + step))
    }
  }

  function drawn([, value], row) {
    const largest = Math.max(...model.rows.map((held) => held[1]), 1e-9)
    const bar = document.createElement("div")
    bar.className = "bar"
    bar.style.setProperty("--amount", (value / largest).toFixed(3))
    const head = document.createElement("div")
    head.className = "head"
    head.tabIndex = 0
    head.setAttribute("role", "slider")
    head.setAttribute("aria-label", `${model.label}, ${row + 1}`)
    head.setAttribute("aria-valuemin", least(row))
    head.setAttribute("aria-valuemax", most(row))
    head.addEventListener("pointerdown", (event) => take(event, row))
    head.addEventListener("keydown", (event) => press(event, row))
    const said = document.createElement("span")
    bar.append(head, said)
    return {bar, head, said}
  }

  function draw() {
    const root = strip.getRootNode()
    const held = bars.findIndex(({head}) => head === root.activeElement)
    strip.setAttribute("aria-label", model.label)
    strip.setAttribute("role", "group")
    bars = model.rows.map(drawn)
    strip.replaceChildren(...bars.map(({bar}) => bar))
    model.rows.forEach(([number], row) => show(row, number))
    bars[held]?.head.focus()
  }

  for (const name of ["rows", "last", "label", "unit", "lang", "week_sign"]) { model.on(name, draw) }
  draw()
  return strip
}
