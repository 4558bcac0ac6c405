// Presentation: arrows change the picture, Escape leaves; nothing else on the screen reacts.
// The screen is laid out for one size and drawn larger or smaller, so that all of it is always seen.

const FULL = {width: 1600, height: 900}
const UNDER_TABS = 860

function fit() {
  const {innerWidth, innerHeight} = window
  const style = document.documentElement.style
  const wide = innerWidth > 1024  // a narrow page is one column, and scrolls
  const full = Math.min(innerWidth / FULL.width, innerHeight / FULL.height)
  style.setProperty("--fit-full", wide ? full : 1)
  style.setProperty("--fit-page", wide ? Math.min(1, innerHeight / UNDER_TABS) : 1)
}

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
  window.addEventListener("resize", fit)
  fit()
  model.on("remove", () => {
    document.removeEventListener("keydown", pressed)
    window.removeEventListener("resize", fit)
  })
  told.className = "sr"
  told.setAttribute("role", "status")
  const tell = () => { told.textContent = model.told }
  model.on("told", tell)
  tell()
  return told
}
