package page

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"
)

// A picture stands in a page as part of it, so that its words can be read aloud and searched, and its colours follow the page's
// (assets/document.css). Nothing of it is taken over as it is: it is read, and what is on these lists is written anew.
var (
	svgElements = []string{"svg", "g", "path", "text"}
	// svgAttributes are those that place and paint. A style attribute is taken apart into them: the content policy lets none through.
	svgAttributes = []string{"d", "x", "y", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-opacity",
		"stroke-linecap", "stroke-linejoin", "font-family", "font-size", "font-weight", "font-style", "font-variant", "text-anchor", "opacity"}
	svgValue     = regexp.MustCompile(`^[\w#%.,+ \n-]*$`) // no brackets: nothing that refers to anything
	svgTransform = regexp.MustCompile(`^[\w.,+ ()-]*$`)
	svgViewBox   = regexp.MustCompile(`^0 0 ([1-9]\d{0,4}) ([1-9]\d{0,4})$`)
)

// pictureOf is a drawing of reports/chart as a page shows it; nil where there is none. Anything in it that is not on the lists is
// an error.
func pictureOf(says string, svg []byte) (*picture, error) {
	if svg == nil {
		return nil, nil
	}
	image, err := redrawn(says, svg)
	if err != nil {
		return nil, fmt.Errorf("the picture of a page: %w", err)
	}
	return &picture{Says: titled(says), Image: image}, nil
}

func redrawn(says string, svg []byte) (template.HTML, error) {
	var out strings.Builder
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	depth := 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if (depth == 0) != (token.Name.Local == "svg") || !slices.Contains(svgElements, token.Name.Local) {
				return "", fmt.Errorf("<%s> is not known here", token.Name.Local)
			}
			depth++
			if err := startElement(&out, token, says); err != nil {
				return "", err
			}
		case xml.EndElement:
			depth--
			fmt.Fprintf(&out, "</%s>", token.Name.Local)
		case xml.CharData:
			out.WriteString(html.EscapeString(strings.ReplaceAll(string(token), "\n", "")))
		case xml.Directive:
			return "", errors.New("a directive is not known here")
		}
	}
	if out.Len() == 0 {
		return "", errors.New("there is none")
	}
	return template.HTML(out.String()), nil
}

// startElement writes an element with what is known of its attributes.
func startElement(out *strings.Builder, e xml.StartElement, says string) error {
	fmt.Fprintf(out, "<%s", e.Name.Local)
	sized := false
	for _, a := range e.Attr {
		name := a.Name.Local
		switch {
		case a.Name.Space == "xmlns" || name == "xmlns" || name == "width" || name == "height":
			continue // the page says how large it is
		case name == "viewBox" && e.Name.Local == "svg":
			box := svgViewBox.FindStringSubmatch(a.Value)
			if box == nil {
				return fmt.Errorf("viewBox %q is not known here", a.Value)
			}
			sized = true
			fmt.Fprintf(out, ` viewBox="%s" width="%s" height="%s" role="img" aria-label="%s"`, a.Value, box[1], box[2], html.EscapeString(titled(says)))
		case name == "transform" && svgTransform.MatchString(a.Value):
			fmt.Fprintf(out, ` transform="%s"`, a.Value)
		case name == "style":
			for declaration := range strings.SplitSeq(a.Value, ";") {
				property, value, _ := strings.Cut(declaration, ":")
				if err := attribute(out, strings.TrimSpace(property), strings.TrimSpace(value)); err != nil {
					return err
				}
			}
		default:
			if err := attribute(out, name, a.Value); err != nil {
				return err
			}
		}
	}
	if e.Name.Local == "svg" && !sized {
		return errors.New("it has no viewBox")
	}
	out.WriteString(">")
	return nil
}

func attribute(out *strings.Builder, name, value string) error {
	if !slices.Contains(svgAttributes, name) || !svgValue.MatchString(value) {
		return fmt.Errorf("%s=%q is not known here", name, value)
	}
	fmt.Fprintf(out, ` %s="%s"`, name, value)
	return nil
}
