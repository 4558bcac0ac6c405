// A labelled number field. What is no whole number is marked, and not handed over.

export function render({model}) {
  const label = document.createElement("label")
  const name = document.createElement("span")
  const field = document.createElement("input")
  field.type = "number"
  field.min = 0
  field.required = true
  field.addEventListener("change", () => {
    if (Number.isInteger(field.valueAsNumber)) { model.value = field.valueAsNumber }
  })
  label.append(name, field)
  const apply = () => {
    name.textContent = model.label
    field.step = model.step
    field.value = model.value
  }
  for (const each of ["value", "step", "label"]) { model.on(each, apply) }
  apply()
  return label
}
