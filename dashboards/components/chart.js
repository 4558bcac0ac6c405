// A Plotly figure drawn as it was made; Plotly's script is loaded once a page, on first need.

function plotly(address) {
  globalThis.rsnePlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = address
    script.onload = () => resolve(globalThis.Plotly)
    script.onerror = () => reject(new Error(`${address} is not served`))
    document.head.append(script)
  })
  return globalThis.rsnePlotly
}

// One figure a frame: the first is seen while the next is drawn.
function turn() {
  const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)))
  globalThis.rsneTurn = (globalThis.rsneTurn ?? Promise.resolve()).then(frame)
  return globalThis.rsneTurn
}

export function render({model}) {
  const chart = document.createElement("div")
  chart.className = "chart"
  let drawn = false
  let wide = 0

  async function draw() {
    if (!model.spec) { return }
    const Plotly = await plotly(model.script)
    const {data, layout} = JSON.parse(model.spec)
    chart.style.minHeight = `${layout.height}px`
    await document.fonts.ready
    await turn()
    await Plotly.react(chart, data, {...layout, autosize: true, width: undefined}, model.options)
    if (!drawn) {
      chart.on("plotly_click", ({points}) => {
        const picked = points.find((point) => point.customdata !== undefined)
        if (picked) { model.picked = String(picked.customdata) }
      })
    }
    drawn = true
    wide = chart.clientWidth
  }
  const name = () => {  // nothing is shown yet where nothing is named
    if (!model.label) { return }
    chart.setAttribute("role", "img")
    chart.setAttribute("aria-label", model.label)
  }
  const pale = () => chart.classList.toggle("pale", model.pale)

  const size = new ResizeObserver(async ([entry]) => {
    const {width} = entry.contentRect
    if (!drawn || width === 0 || Math.round(width) === wide) { return }  // a page seen again
    wide = Math.round(width)
    const Plotly = await plotly(model.script)
    Plotly.Plots.resize(chart)
  })
  size.observe(chart)
  model.on("spec", draw)
  model.on("label", name)
  model.on("pale", pale)
  model.on("remove", () => size.disconnect())
  name()
  pale()
  model.on("after_render", draw)
  return chart
}
