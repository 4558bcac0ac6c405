// The stage in a file of its own: what the reader chose stands behind the # of the address, so that
// a link opens the same week, and the theme follows the system's.

const read = (id) => JSON.parse(document.getElementById(id).textContent)
const listeners = {}
const chosen = {week: 1, layer: "", unit: "", beside: "communities", speed: 1}
const known = new URLSearchParams(location.hash.slice(1))
for (const [name, value] of Object.entries(chosen)) {
  const told = known.get(name)
  if (told !== null) { chosen[name] = typeof value === "number" ? Number(told) || value : told }
}
const fixed = {scenes: read("scenes"), people: [], others: [], against: "", can_export: false,
  on: (name, act) => { (listeners[name] ??= []).push(act) }, send_msg: () => {}}
const model = new Proxy(fixed, {
  get: (target, name) => (name in chosen ? chosen[name] : target[name]),
  set: (target, name, value) => {
    if (name in chosen) {
      chosen[name] = value
      history.replaceState(null, "", "#" + new URLSearchParams(chosen))
    }
    return true
  },
})
const dark = matchMedia("(prefers-color-scheme: dark)")
const tone = () => { document.documentElement.dataset.tone = dark.matches ? "dark" : "light" }
dark.addEventListener("change", tone)
tone()
const root = document.getElementById("replay").attachShadow({mode: "open"})
const style = document.createElement("style")
style.textContent = read("style")
root.append(style, render({model}))
