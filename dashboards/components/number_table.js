// A table of number fields. What is no number is left as typed, marked, and not handed over.

export function render({model}) {
  const table = document.createElement("table")

  function handOver() {
    const typed = [...table.tBodies[0].rows].map((row) =>
      [...row.querySelectorAll("input")].map((field) => field.valueAsNumber))
    if (typed.every((row) => row.every(Number.isFinite))) { model.rows = typed }
  }

  function field(value, column, row) {
    const input = document.createElement("input")
    input.type = "number"
    input.min = 0
    input.step = model.steps[column] ?? "any"
    input.value = value
    input.required = true
    input.setAttribute("aria-label", `${model.heads[column]}, ${row + 1}`)
    input.addEventListener("change", handOver)
    return input
  }

  function button(name, text, act) {
    const made = document.createElement("button")
    made.textContent = text
    made.title = name
    made.setAttribute("aria-label", name)
    made.addEventListener("click", act)
    return made
  }

  function cell(kind, ...content) {
    const made = document.createElement(kind)
    made.append(...content)
    return made
  }

  function drawn(numbers, place) {
    const row = document.createElement("tr")
    row.append(...numbers.map((value, column) => cell("td", field(value, column, place))))
    const remove = button(`${model.words.remove} ${place + 1}`, "×", () => {
      model.rows = model.rows.filter((_, other) => other !== place)
    })
    remove.disabled = model.rows.length < 2
    row.append(cell("td", remove))
    return row
  }

  function draw() {
    table.setAttribute("aria-label", model.label)
    const head = document.createElement("tr")
    head.append(...model.heads.map((name) => cell("th", name)), cell("td"))
    const add = button(model.words.add, "+", () => {
      model.rows = [...model.rows, [...model.rows.at(-1)]]
    })
    const foot = document.createElement("tr")
    foot.append(...model.heads.map(() => cell("td")), cell("td", add))
    table.replaceChildren(
      cell("thead", head), cell("tbody", ...model.rows.map(drawn)), cell("tfoot", foot))
  }

  for (const name of ["heads", "rows", "label", "words"]) { model.on(name, draw) }
  draw()
  return table
}
