// Package portrait paints faces for tests: shaded ellipses, no photo of anybody. Only tests import it.
package portrait

import (
	"image"
	"image/color"
	"math"
)

// Face is a face that is painted. Sides are in pixels of the picture.
type Face struct {
	x, y   float64 // the middle between brows and chin
	height float64 // from the brows to the chin
	skin   color.RGBA
	hair   color.RGBA
}

func rgb(r, g, b uint8) color.RGBA { return color.RGBA{r, g, b, 255} }

// complexions are skins from light to dark, each with a colour of hair.
var complexions = []struct{ skin, hair color.RGBA }{
	{rgb(240, 208, 182), rgb(196, 156, 92)},
	{rgb(214, 160, 124), rgb(64, 42, 28)},
	{rgb(172, 118, 84), rgb(30, 24, 22)},
	{rgb(124, 80, 56), rgb(26, 20, 18)},
	{rgb(82, 54, 40), rgb(20, 17, 16)},
}

// Complexions is how many complexions there are.
const Complexions = 5

// Somebody is a face of one of the five complexions, from light to dark, with the middle between brows and chin at a place.
func Somebody(complexion int, x, y, height float64) Face {
	c := complexions[complexion%Complexions]
	return Face{x, y, height, c.skin, c.hair}
}

// Box is the head without the hair above the brows.
func (d Face) Box() image.Rectangle {
	return image.Rect(int(d.x-.62*d.height), int(d.y-.45*d.height), int(d.x+.62*d.height), int(d.y+.58*d.height))
}

// Painted is a wall with faces before it.
func Painted(width, height int, people ...Face) *image.RGBA {
	m := Wall(width, height)
	for _, d := range people {
		d.paint(m)
	}
	return m
}

// Wall is a picture with a soft light in it and nothing else.
func Wall(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			light := 1 - .3*math.Hypot(float64(x)/float64(width)-.4, float64(y)/float64(height)-.3)
			m.SetRGBA(x, y, shade(rgb(176, 190, 196), light))
		}
	}
	return m
}

// shade makes a colour darker (below 1) or lighter.
func shade(c color.RGBA, by float64) color.RGBA {
	one := func(v uint8) uint8 { return uint8(min(255, float64(v)*by)) }
	return rgb(one(c.R), one(c.G), one(c.B))
}

// paint draws the face, with hair, neck and shoulders. Places and radii are in heights of the face.
func (d Face) paint(m *image.RGBA) {
	spot := func(x, y, across, down, fade float64, c color.RGBA, strength float64) {
		Blob{d.x + x*d.height, d.y + y*d.height, across * d.height, down * d.height, fade, c, strength}.Paint(m)
	}
	dark, light := shade(d.skin, .62), shade(d.skin, 1.18)
	spot(0, -.22, .62, .68, .08, d.hair, 1)
	spot(0, 1.35, 1.25, .75, .06, rgb(66, 84, 120), 1) // shoulders
	spot(0, .58, .26, .4, .1, dark, 1)                 // neck
	spot(0, -.08, .49, .62, .06, shade(d.skin, .85), 1)
	spot(0, -.1, .42, .54, .5, d.skin, 1)
	spot(-.05, -.35, .25, .14, .9, light, .5) // forehead
	spot(0, -.68, .5, .2, .3, d.hair, 1)      // fringe
	for _, side := range []float64{-1, 1} {
		spot(side*.22, -.14, .14, .1, .8, dark, .6) // hollow of the eye
		spot(side*.21, -.12, .095, .045, .2, rgb(235, 232, 228), 1)
		spot(side*.21, -.12, .045, .045, .2, rgb(58, 40, 30), 1)
		spot(side*.21, -.12, .02, .02, .2, rgb(10, 10, 10), 1)
		spot(side*.21, -.165, .105, .018, .5, shade(d.hair, .6), .9) // lid
		spot(side*.22, -.26, .13, .026, .5, shade(d.hair, .8), .95)  // brow
		spot(side*.26, .12, .12, .1, .9, rgb(190, 110, 100), .22)    // cheek
		spot(side*.07, .1, .03, .06, .9, dark, .5)                   // side of the nose
		spot(side*.045, .135, .02, .014, .5, shade(d.skin, .35), .9) // nostril
	}
	spot(0, .02, .035, .14, .9, light, .6) // ridge of the nose
	spot(0, .28, .155, .05, .3, shade(rgb(178, 84, 84), .5+float64(d.skin.R)/500), 1)
	spot(0, .277, .14, .01, .5, rgb(70, 30, 30), .9) // between the lips
	spot(0, .39, .12, .035, .9, dark, .5)            // below them
}

// Blob is an ellipse whose edge fades over a share of its radius.
type Blob struct {
	X, Y, Across, Down, Fade float64
	Colour                   color.RGBA
	Strength                 float64
}

// Paint draws it.
func (b Blob) Paint(m *image.RGBA) {
	around := image.Rect(int(b.X-1.5*b.Across)-1, int(b.Y-1.5*b.Down)-1, int(b.X+1.5*b.Across)+2, int(b.Y+1.5*b.Down)+2).Intersect(m.Rect)
	for y := around.Min.Y; y < around.Max.Y; y++ {
		for x := around.Min.X; x < around.Max.X; x++ {
			far := math.Hypot((float64(x)+.5-b.X)/b.Across, (float64(y)+.5-b.Y)/b.Down)
			part := b.Strength * max(0, min(1, (1+b.Fade/2-far)/b.Fade))
			under := m.RGBAAt(x, y)
			mix := func(old, fresh uint8) uint8 { return uint8(float64(old)*(1-part) + float64(fresh)*part + .5) }
			m.SetRGBA(x, y, rgb(mix(under.R, b.Colour.R), mix(under.G, b.Colour.G), mix(under.B, b.Colour.B)))
		}
	}
}
