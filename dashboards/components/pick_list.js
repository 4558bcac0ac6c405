// A radio group drawn as rows; arrows move the choice, as in any radio group.

export function render({model}) {
  const list = document.createElement("div")
  list.className = "list"
  list.setAttribute("role", "radiogroup")

  function draw() {
    list.setAttribute("aria-label", model.label)
    list.replaceChildren(...model.items.map((item) => {
      const row = document.createElement("button")
      const picked = item.key === model.value
      row.setAttribute("role", "radio")
      row.setAttribute("aria-checked", picked)
      row.tabIndex = picked ? 0 : -1
      const letter = document.createElement("i")
      letter.textContent = item.letter ?? ""
      letter.style.background = item.colour ?? "none"
      const text = document.createElement("span")
      const name = document.createElement("b")
      name.textContent = item.name
      const note = document.createElement("small")
      note.textContent = item.note
      text.append(name, note)
      row.append(letter, text)
      row.addEventListener("click", () => { model.value = item.key })
      return row
    }))
  }

  list.addEventListener("keydown", (event) => {
    const step = {ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1}[event.key]
    if (!step) { return }
    event.preventDefault()
    const place = model.items.findIndex((item) => item.key === model.value)
    const count = model.items.length
    model.value = model.items[(place + step + count) % count].key
    list.querySelector("[aria-checked=true]")?.focus()
  })
  model.on("items", draw)
  model.on("value", draw)
  draw()
  return list
}
