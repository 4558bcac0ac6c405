// One page is seen, the others wait unseen. A tab shows its page at once, if it waits here; else a
// line runs under the header until the page is made.

function pressedTab(event) {
  const tab = event.composedPath().find((each) => each.getAttribute?.("role") === "tab")
  const all = [...(tab?.parentNode.querySelectorAll("[role=tab]") ?? [])]
  return {place: all.indexOf(tab), of: all.length}
}

export async function render({model, view}) {
  const pages = document.createElement("div")
  pages.className = "pages"
  let seen = model.shown

  function show(name) {
    const views = model.get_child("held")
    const place = model.names.indexOf(name)
    pages.ariaBusy = String(!views[place])
    if (!views[place]) { return }  // it is still being made
    seen = name
    views.forEach((view, each) => { view.style.display = each === place ? "" : "none" })
  }

  function arrange() {
    const views = model.get_child("held")
    if (views.length !== model.names.length || views.includes(undefined)) { return }
    for (const child of [...pages.children]) {
      if (!views.includes(child)) { child.remove() }
    }
    for (const view of views) {
      if (view.parentNode !== pages) { pages.append(view) }
    }
    show(model.shown)
  }

  function pressed(event) {
    if (event.composedPath().includes(pages)) { return }  // a tab within a page is the page's own
    const {place, of} = pressedTab(event)
    if (of === model.tabs.length && place >= 0) {
      show(`${model.tabs[place]} ${seen.split(" ")[1]}`)
    }
  }

  document.addEventListener("click", pressed)
  model.on("remove", () => document.removeEventListener("click", pressed))
  model.on("held", arrange)
  model.on("shown", () => queueMicrotask(() => show(model.shown)))
  model.on("names", () => queueMicrotask(arrange))
  await view.update_children()  // those that came while this was being made were told to nobody
  arrange()
  return pages
}
