// What the map shows in the week, as a table.

function createNumbers(scene) {
  const words = scene.words
  const element = html("div", {class: "numbers", tabindex: 0, role: "region", "aria-label": words.numbers})
  const states = {".": words.absent, 0: words.measure === "came" ? words.away : words.away_unknown, 1: words.came, 2: words.contributed}

  function draw(state, layer, people) {
    if (!state.numbers) { return }
    const now = state.week - 1
    const units = layer === scene.layers.units
    const rows = layer.areas.map((area) => [area.name, area.facts[now] ?? words.over])
    const ties = (layer.ties[now]?.drawn ?? []).map((tie) => [tie[4]])
    const tables = [tableOf([units ? words.unit : words.community, words.week_facts], rows)]
    if (units && people?.names && people.unit === state.unit) {
      tables.unshift(tableOf([words.person, words.state], people.names.map((name, index) => [name, states[people.weeks[index][now] ?? "."]])))
    }
    if (ties.length) { tables.push(tableOf([words.answers_from], ties)) }
    element.replaceChildren(...tables)
  }

  return {element, draw}
}

function tableOf(heads, rows) {
  return html("table", {}, html("thead", {}, html("tr", {}, ...heads.map((head) => html("th", {scope: "col"}, head)))),
    html("tbody", {}, ...rows.map(([first, ...rest]) => html("tr", {}, html("th", {scope: "row"}, first), ...rest.map((cell) => html("td", {}, cell))))))
}
