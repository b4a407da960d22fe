package faces_test

import (
	"image/color"

	"kith/backend/faces/portrait"
)

// drawn is a face that is painted for a test.
type drawn = portrait.Face

var (
	somebody = portrait.Somebody
	painted  = portrait.Painted
	wall     = portrait.Wall
)

func rgb(r, g, b uint8) color.RGBA { return color.RGBA{r, g, b, 255} }
