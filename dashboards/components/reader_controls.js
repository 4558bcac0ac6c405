// Language and theme: two switches, and the document's own attributes in step with them.

const REMEMBERED = "rsne-theme"
const HALF_MOON = `<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
  <circle cx="9" cy="9" r="7" fill="none" stroke="currentColor" stroke-width="1.6"/>
  <path d="M9 2a7 7 0 0 1 0 14z" fill="currentColor"/></svg>`

function deepQuery(root, selector) {
  const found = root.querySelector(selector)
  if (found) { return found }
  for (const element of root.querySelectorAll("*")) {
    const inside = element.shadowRoot && deepQuery(element.shadowRoot, selector)
    if (inside) { return inside }
  }
  return null
}

function skipLink() {
  const link = document.createElement("a")
  link.className = "skip"
  link.href = "#content"
  link.addEventListener("click", (event) => {
    event.preventDefault()
    deepQuery(document.body, "h1")?.focus()
  })
  const way = document.createElement("nav")
  way.append(link)
  document.body.prepend(way)
  return link
}

export function render({model}) {
  const html = document.documentElement
  const skip = document.querySelector("a.skip") ?? skipLink()
  const controls = document.createElement("div")
  controls.className = "controls"
  const languages = document.createElement("div")
  languages.className = "languages"
  languages.setAttribute("role", "group")
  const buttons = model.languages.map((lang) => {
    const button = document.createElement("button")
    button.textContent = lang.toUpperCase()
    button.lang = lang
    button.addEventListener("click", () => { model.lang = lang })
    return button
  })
  languages.append(...buttons)
  const theme = document.createElement("button")
  theme.className = "theme"
  theme.innerHTML = HALF_MOON
  theme.addEventListener("click", () => {
    model.dark = !model.dark
    localStorage.setItem(REMEMBERED, model.dark ? "dark" : "light")
  })
  controls.append(languages, theme)

  const apply = () => {
    html.lang = model.lang
    html.dataset.tone = model.dark ? "dark" : "light"
    document.title = model.title
    skip.textContent = model.words.skip
    languages.setAttribute("aria-label", model.words.language)
    theme.setAttribute("aria-label", model.words.theme)
    theme.title = model.words.theme
    buttons.forEach((button) => button.setAttribute("aria-pressed", button.lang === model.lang))
  }
  const remember = () => {  // so that the next visit's figures are made in this theme at once
    const year = 365 * 24 * 3600
    const secure = location.protocol === "https:" ? "; secure" : ""
    document.cookie = `${REMEMBERED}=${html.dataset.tone}; path=/; max-age=${year}; samesite=lax${secure}`
  }
  const chosen = localStorage.getItem(REMEMBERED)
  const wanted = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches
  if (wanted !== model.dark) { model.dark = wanted }
  apply()
  remember()
  for (const name of ["lang", "dark", "title", "words"]) { model.on(name, apply) }
  model.on("dark", remember)
  return controls
}
