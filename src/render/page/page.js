// Shows the views of the inbox and the period that were chosen, and says so.
const [filter, inbox, period, shown] =
  ['filter', 'inbox', 'period', 'shown'].map(id => document.getElementById(id))
const show = () => {
  const key = `${inbox.value}-${period.value}`
  for (const view of document.querySelectorAll('[data-view]')) view.hidden = view.dataset.view !== key
  const chosen = period.selectedOptions[0]
  shown.textContent = `${inbox.selectedOptions[0].text}, ${chosen.text}: ${chosen.dataset.span}`
}
filter.hidden = false
filter.addEventListener('change', show)
