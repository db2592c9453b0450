package browsertest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Text is what a person reads in the first element of a selector.
func (b *Browser) Text(selector string) string {
	b.t.Helper()
	var text *string
	b.Eval(fmt.Sprintf(`document.querySelector(%s)?.innerText`, quoted(selector)), &text)
	if text == nil {
		b.t.Fatalf("nothing on the page is %s", selector)
	}
	return *text
}

// Count is how many elements of a selector there are.
func (b *Browser) Count(selector string) (count int) {
	b.t.Helper()
	b.Eval(fmt.Sprintf(`document.querySelectorAll(%s).length`, quoted(selector)), &count)
	return count
}

// Click clicks in the middle of the first element of a selector, once it is there to be seen.
func (b *Browser) Click(selector string) {
	b.t.Helper()
	b.do("click "+selector, chromedp.Click(selector, chromedp.ByQuery, chromedp.NodeVisible))
}

// Drag presses the mouse in an element, half way down, and releases it elsewhere: at shares of its width from the left.
func (b *Browser) Drag(selector string, from, to float64) {
	b.t.Helper()
	var box struct{ Left, Width, Middle float64 }
	b.Eval(fmt.Sprintf(`(() => {
		const element = document.querySelector(%s)
		element.scrollIntoView({block: "center", behavior: "instant"})
		const box = element.getBoundingClientRect()
		return {left: box.left, width: box.width, middle: box.top + box.height / 2}
	})()`, quoted(selector)), &box)
	at := func(share float64) float64 { return box.Left + share*box.Width }
	b.do("drag in "+selector,
		chromedp.MouseEvent(input.MouseMoved, at(from), box.Middle),
		chromedp.MouseEvent(input.MousePressed, at(from), box.Middle, chromedp.ButtonLeft, chromedp.ClickCount(1)),
		chromedp.MouseEvent(input.MouseMoved, at((from+to)/2), box.Middle, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.MouseMoved, at(to), box.Middle, chromedp.ButtonLeft),
		chromedp.MouseEvent(input.MouseReleased, at(to), box.Middle, chromedp.ButtonLeft, chromedp.ClickCount(1)))
}

// SetValue gives a field, a slider or a choice another value, and tells the page as the browser does when a person changes it.
func (b *Browser) SetValue(selector, value string) {
	b.t.Helper()
	var trouble string
	b.Eval(fmt.Sprintf(`(() => {
		const field = document.querySelector(%s), value = %s
		if (!field) return "nothing on the page is that"
		if (field.disabled || field.readOnly) return "nobody can change it"
		field.focus()
		if (field.type === "checkbox" || field.type === "radio") field.checked = value === "true"
		else field.value = value
		field.dispatchEvent(new Event("input", {bubbles: true}))
		field.dispatchEvent(new Event("change", {bubbles: true}))
		return ""
	})()`, quoted(selector), quoted(value)), &trouble)
	if trouble != "" {
		b.t.Fatalf("set %s to %s: %s", selector, value, trouble)
	}
}

// Press presses a key on what has the focus, by its name in KeyboardEvent.key: Tab, Enter, ArrowRight, Escape, a. Shift+, Control+
// and Alt+ may stand before it.
func (b *Browser) Press(key string) {
	b.t.Helper()
	var held []input.Modifier
	for name, modifier := range map[string]input.Modifier{
		"Shift+": input.ModifierShift, "Control+": input.ModifierCtrl, "Alt+": input.ModifierAlt,
	} {
		if strings.Contains(key, name) {
			key, held = strings.Replace(key, name, "", 1), append(held, modifier)
		}
	}
	for struck, known := range kb.Keys {
		if known.Key == key {
			b.do("press "+key, chromedp.KeyEvent(string(struck), chromedp.KeyModifiers(held...)))
			return
		}
	}
	b.t.Fatalf("press %s: no key is called that", key)
}

// quoted is a text as JavaScript writes it.
func quoted(text string) string {
	written, _ := json.Marshal(text) // a string can always be written
	return string(written)
}
