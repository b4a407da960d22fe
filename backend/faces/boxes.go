package faces

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// Two finds are of one face when their boxes share so much of their union, or when so much of the smaller lies in the larger. The
// second rule is for the two passes: a look at part of a face is not another face.
const (
	sameUnion = .4
	sameInner = .7
)

// find is a face before it is known whether another find is of the same. Sides are in pixels of the picture, from its upper left corner.
type find struct {
	left, top, right, bottom float64
	score                    float64
}

func (f find) area() float64 { return (f.right - f.left) * (f.bottom - f.top) }

// same says whether two finds are of one face.
func (f find) same(of find) bool {
	width := min(f.right, of.right) - max(f.left, of.left)
	height := min(f.bottom, of.bottom) - max(f.top, of.top)
	if width <= 0 || height <= 0 {
		return false
	}
	shared := width * height
	return shared > sameUnion*(f.area()+of.area()-shared) || shared > sameInner*min(f.area(), of.area())
}

// apart keeps the surest find of each face, the surest first. Equal scores go by place, so that their order is always the same.
func apart(finds []find) []find {
	slices.SortFunc(finds, func(a, b find) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.top, b.top), cmp.Compare(a.left, b.left))
	})
	var kept []find
	for _, f := range finds {
		if !slices.ContainsFunc(kept, f.same) {
			kept = append(kept, f)
		}
	}
	return kept
}

// within rounds finds to whole pixels and cuts off what stands out of the picture.
func within(bounds image.Rectangle, finds []find) []Face {
	var found []Face
	for _, f := range finds {
		box := image.Rect(pixel(f.left, bounds.Dx()), pixel(f.top, bounds.Dy()), pixel(f.right, bounds.Dx()), pixel(f.bottom, bounds.Dy()))
		if !box.Empty() {
			found = append(found, Face{box.Add(bounds.Min), f.score})
		}
	}
	return found
}

func pixel(at float64, most int) int { return int(math.Round(max(0, min(at, float64(most))))) }
