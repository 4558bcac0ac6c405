// Presentation: arrows change the picture, Escape leaves; nothing else on the screen reacts.

export function render({model}) {
  const told = document.createElement("p")
  const pressed = (event) => {
    if (!told.checkVisibility()) { return }  // another page is shown
    if (event.altKey || event.ctrlKey || event.metaKey) { return }
    const step = {ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1}[event.key]
    if (step) {
      event.preventDefault()
      model.picture = (model.picture + step + model.pictures) % model.pictures
    } else if (event.key === "Escape") {
      model.left = model.left + 1
    }
  }
  document.addEventListener("keydown", pressed)
  model.on("remove", () => document.removeEventListener("keydown", pressed))
  told.className = "sr"
  told.setAttribute("role", "status")
  const tell = () => { told.textContent = model.told }
  model.on("told", tell)
  tell()
  return told
}
