package faces

import (
	"context"
	"image"
	"math"
)

// cell is the side of what one place of the last layer speaks for, in pixels of a pass.
const cell = 32

// sight is how far below and right of a cell the picture still matters to it, in pixels of a pass. A pass is as long and wide as what
// the picture fills of its square and this much of the black around it. Everything that is cut off would have been empty cells.
const sight = 96

// anchors are the five shapes of box that a cell can answer with, width and height in cells. Source: src/tinyFaceDetector/const.ts of
// the package.
var anchors = [5][2]float64{{1.603231, 2.094468}, {6.041143, 7.080126}, {2.882459, 3.518061}, {4.266906, 5.178857}, {9.041765, 10.66308}}

// detector is the network with its room. One goroutine uses it at a time.
type detector struct {
	layers [6]layer
	last   head
	input  []float32
}

func newDetector() *detector {
	weights := convolutions()
	d := &detector{last: head{convolution: weights[6]}}
	var next sink = &d.last
	for i := len(d.layers) - 1; i >= 0; i-- {
		d.layers[i] = layer{convolution: weights[i], stride: 2, next: next}
		next = &d.layers[i]
	}
	d.layers[5].stride = 1
	return d
}

// look makes one pass: the picture is shrunk or enlarged into the upper left of a square with sides of so many pixels, a multiple of
// cell. Finds may still be several for one face.
func (d *detector) look(ctx context.Context, picture image.Image, side int) ([]find, error) {
	from := picture.Bounds().Size()
	to := inside(from, side)
	width, height := min(side, whole(to.X)+sight), min(side, whole(to.Y)+sight)
	cells := width
	for i := range d.layers {
		cells = d.layers[i].begin(cells)
	}
	d.last.begin(cells, from, to)

	d.input = emptied(d.input, width*channels)
	blacken(d.input)
	reading := read(picture, to)
	for y := range height {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if y < to.Y {
			reading.line(y, d.input)
		} else if y == to.Y {
			blacken(d.input)
		}
		d.layers[0].take(d.input)
	}
	d.layers[0].finish()
	return d.last.finds, nil
}

// whole rounds up to whole cells.
func whole(pixels int) int { return (pixels + cell - 1) / cell * cell }

// inside fits a size into a square. No side becomes less than a pixel.
func inside(size image.Point, side int) image.Point {
	longer := max(size.X, size.Y)
	return image.Pt(max(1, (size.X*side+longer/2)/longer), max(1, (size.Y*side+longer/2)/longer))
}

// head is the last layer: it answers for each cell with five boxes and how sure each is.
type head struct {
	convolution
	from, to image.Point // the picture's size, and its size within the pass
	row      int
	input    []float32
	answers  []float32
	finds    []find
}

func (h *head) begin(cells int, from, to image.Point) {
	h.from, h.to, h.row, h.finds = from, to, 0, nil
	h.input = emptied(h.input, even(cells)*h.in)
	h.answers = emptied(h.answers, even(cells)*h.out)
}

func (h *head) finish() {}

func (h *head) take(line []float32) {
	if h.row*cell < h.to.Y {
		copy(h.input, line)
		h.mix(h.answers, h.input)
		for column := 0; column*cell < h.to.X; column++ {
			for shape := range anchors {
				h.weigh(column, shape, h.answers[column*h.out+5*shape:][:5])
			}
		}
	}
	h.row++
}

// weigh keeps one answer if it is sure enough. An answer is the middle within the cell, the sides beside those of the anchor, and the
// score. Source: src/tinyYolov2/TinyYolov2Base.ts of the package.
func (h *head) weigh(column, shape int, answer []float32) {
	score := sigmoid(answer[4])
	if score < Sure {
		return
	}
	x, y := (float64(column)+sigmoid(answer[0]))*cell, (float64(h.row)+sigmoid(answer[1]))*cell
	width, height := math.Exp(float64(answer[2]))*anchors[shape][0]*cell, math.Exp(float64(answer[3]))*anchors[shape][1]*cell
	across, down := float64(h.from.X)/float64(h.to.X), float64(h.from.Y)/float64(h.to.Y)
	h.finds = append(h.finds, find{
		(x - width/2) * across, (y - height/2) * down, (x + width/2) * across, (y + height/2) * down, score,
	})
}

func sigmoid(v float32) float64 { return 1 / (1 + math.Exp(-float64(v))) }
