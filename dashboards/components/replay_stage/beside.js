// What moves along beside the map: key figures, the table of communities, moves between profiles.

const BARS_WIDTH = 104
const LINE = {left: 4, width: 84, foot: 32, height: 26}

// Key figures of one record, or of two: ink for the first, slate and dashed for the second.
function createFigures(scenes, last) {
  const cells = scenes[0].figures.map((figure, index) => createFigure(scenes.map((scene) => scene.figures[index]), scenes, last))
  const element = html("section", {class: `card figures ${scenes.length > 1 ? "two" : ""}`}, ...cells.map(({element: cell}) => cell))
  return {element, draw: (now) => cells.forEach((cell) => cell.draw(now))}
}

function createFigure(figures, scenes, last) {
  const told = figures.map((figure, index) => ({
    figure,
    value: html("div", {class: "value"}),
    detail: html("div", {class: "detail"}),
    tag: figures.length > 1 ? [html("span", {class: `tag ${scenes[index].origin}`}, scenes[index].tag)] : [],
  }))
  const top = Math.max(1e-9, ...figures.flatMap((figure) => figure.series.filter((entry) => entry !== null)))
  const place = (entry, index) => [LINE.left + LINE.width * index / Math.max(1, last - 1), LINE.foot - LINE.height * entry / top]
  const lines = figures.map((figure, index) => ({
    coming: svg("path", {class: `coming-line ${index ? "second" : ""}`, d: course(figure.series, place)}),
    past: svg("path", {class: `past-line ${index ? "second" : ""}`}),
    dot: svg("circle", {r: 3.4, class: `end ${index ? "second" : ""}`}),
  }))
  const picture = svg("svg", {width: 92, height: 36, "aria-hidden": "true"}, ...lines.flatMap(({coming, past, dot}) => [coming, past, dot]))
  const columns = told.map(({value, detail, tag}) => html("div", {class: "told"}, ...tag, value, detail))
  const element = html("div", {class: "figure"}, html("div", {}, html("div", {class: "caption"}, figures[0].caption),
    html("div", {class: "columns-told"}, ...columns)), picture)

  function draw(now) {
    told.forEach(({figure, value, detail}) => {
      setText(value, figure.values[now] ?? "—")
      const details = figure.details[now] ?? ""
      setText(detail, figures.length > 1 ? details.split(" · ")[0] : details)
    })
    lines.forEach(({past, dot}, index) => {
      const series = figures[index].series
      past.setAttribute("d", course(series.slice(0, now + 1), place))
      const entry = series[now] ?? null
      dot.style.display = entry === null ? "none" : ""
      if (entry === null) { return }
      const [x, y] = place(entry, now)
      dot.setAttribute("cx", x)
      dot.setAttribute("cy", y)
    })
  }
  return {element, draw}
}

function createCommunities(scene) {
  const {words} = scene
  const last = scene.weeks.length
  const step = Math.min(8, BARS_WIDTH / last)
  const rows = scene.communities.map((community) => createRow(community, step, words))
  const heads = [words.community, words.kind, words.members, words.messages, words.vitality]
  const table = html("table", {},
    html("thead", {}, html("tr", {}, ...heads.map((label, index) => html("th", {scope: "col", class: index === 2 ? "number" : ""}, label)))),
    html("tbody", {}, ...rows.map(({element}) => element)))
  const element = html("div", {class: "beside-part"}, html("div", {class: "scrolled", tabindex: 0, role: "region", "aria-label": words.communities}, table),
    html("p", {class: "note", title: words.vitality_rule}, scene.unnamed))
  return {element, draw: (now) => rows.forEach((row) => row.draw(Math.min(now, last - 1)))}
}

// The bars are drawn once; a window over them moves with the week.
function createRow(community, step, words) {
  const top = Math.max(1, ...community.messages.filter(Number.isFinite))
  const tall = (count) => (count ? 2 + 19 * count / top : 1.2)
  const broad = Math.max(0.6 * step, step - 1.6)
  const bar = (count, index) => count === null ? "" : `M${(step * index).toFixed(1)} 22h${broad.toFixed(1)}v${-tall(count).toFixed(1)}h${-broad.toFixed(1)}Z`
  const past = svg("svg", {height: 24}, svg("path", {class: "past", d: community.messages.map(bar).join("")}))
  const coming = svg("path", {class: "coming", d: community.messages.map((_, index) => bar(0, index)).join("")})
  const mark = svg("rect", {class: "now", width: broad.toFixed(1)})
  const bars = svg("svg", {width: BARS_WIDTH, height: 24, class: "bars", role: "img"}, coming, past, mark)
  const members = html("td", {class: "number"})
  const vitality = html("td", {class: "vitality"})
  const element = html("tr", {}, html("th", {scope: "row"}, community.name), html("td", {}, community.kind), members, html("td", {}, bars), vitality)
  let state = null

  function draw(now) {
    const count = community.messages[now]
    setText(members, community.members[now])
    past.setAttribute("width", (step * (now + 1)).toFixed(1))
    mark.style.display = count === null ? "none" : ""
    mark.setAttribute("x", (step * now).toFixed(1))
    mark.setAttribute("y", (22 - tall(count)).toFixed(1))
    mark.setAttribute("height", tall(count).toFixed(1))
    bars.setAttribute("aria-label", `${words.messages}${words.colon}${count ?? "—"}`)
    if (community.vitality[now] === state) { return }
    state = community.vitality[now]
    vitality.className = `vitality ${state}`
    vitality.replaceChildren(...(state === "unborn" ? [] : [html("i", {class: `mark ${state}`, "aria-hidden": "true"}), words.vitalities[state]]))
  }
  return {element, draw}
}

// Moves between profiles, from one window of weeks to the next: the last one that has ended.
function createFlows(scene) {
  const {words} = scene
  const size = {bar: 12, top: 26, gap: 7}
  const picture = svg("svg", {class: "flows", role: "img"})
  const caption = html("p", {class: "note"})
  const element = html("div", {class: "beside-part"}, picture, caption)
  let shown

  function draw(now) {
    const window = scene.flows.filter(({weeks}) => weeks[1] <= now).at(-1)
    const box = `${picture.clientWidth}×${picture.clientHeight}`
    if (window === shown && caption.textContent && box === size.box) { return }
    shown = window
    Object.assign(size, {box, width: picture.clientWidth || 430, height: picture.clientHeight || 260})
    Object.assign(size, {left: size.width * 0.28, right: size.width * 0.72 - size.bar})
    setText(caption, window ? window.rare || " " : words.no_flows)
    picture.replaceChildren(...(window ? drawWindow(window) : []))
    picture.setAttribute("aria-label", window ? [words.flows, window.labels.join(" → "), ...window.moves.map((move) => move[3])].join(". ") : words.no_flows)
  }

  function drawWindow({labels, moves}) {
    const order = [...scene.flow_names.keys()].sort((a, b) => rank(a) - rank(b))
    const total = moves.reduce((sum, move) => sum + move[2], 0) || 1
    const unit = (size.height - size.top - 14 - size.gap * (order.length - 1)) / total
    const sides = [0, 1].map((end) => {
      let y = size.top
      return new Map(order.map((profile) => {
        const people = moves.filter((move) => move[end] === profile).reduce((sum, move) => sum + move[2], 0)
        const entry = {y, people, used: 0}
        y += people * unit + (people ? size.gap : 0)
        return [profile, entry]
      }))
    })
    const sorted = [...moves].sort((a, b) => rank(a[0]) - rank(b[0]) || rank(a[1]) - rank(b[1]))
    const bands = sorted.map(([from, to, people, hint]) => {
      const [a, b] = [sides[0].get(from), sides[1].get(to)]
      const [y0, y1, thick] = [a.y + a.used, b.y + b.used, people * unit]
      a.used += thick
      b.used += thick
      const [x0, x1] = [size.left + size.bar, size.right]
      const mid = (x0 + x1) / 2
      return svg("path", {class: `flow ${rank(to) < rank(from) ? "up" : "level"} from-${from}`,
        d: `M${x0} ${y0}C${mid} ${y0} ${mid} ${y1} ${x1} ${y1}V${y1 + thick}C${mid} ${y1 + thick} ${mid} ${y0 + thick} ${x0} ${y0 + thick}Z`}, svg("title", {}, hint))
    })
    const ends = sides.flatMap((side, end) => {
      let free = 0
      return [...side].filter(([, {people}]) => people).flatMap(([profile, {y, people}]) => {
        const x = end ? size.right : size.left
        free = Math.max(y + people * unit / 2 + 4, free + 14)
        return [svg("rect", {x, y, width: size.bar, height: Math.max(1, people * unit), class: `profile-${profile}`}),
          svg("text", {x: end ? x + size.bar + 7 : x - 7, y: free, class: end ? "" : "before"}, `${scene.flow_names[profile]} ${people.toLocaleString(scene.lang)}`)]
      })
    })
    const heads = [svg("text", {x: size.left + size.bar, y: 14, class: "before strong"}, labels[0]), svg("text", {x: size.right, y: 14, class: "strong"}, labels[1])]
    return [...bands, ...ends, ...heads]
  }
  return {element, draw}
}

// The most involved on top, those outside at the bottom.
function rank(profile) {
  return profile === 5 ? 6 : 5 - profile
}
