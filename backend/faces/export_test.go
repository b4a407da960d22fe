package faces

import (
	"context"
	"image"
	"slices"
)

// What tests look at from outside of the room.
var (
	Quantised = quantised
	Expanded  = expanded
	Passes    = passes
)

// Weighed counts the bytes that the table of tensors speaks for.
func Weighed() (count int) {
	for _, t := range tensors {
		count += t.count
	}
	return count
}

// Seen gives the faces of one pass alone.
func Seen(picture image.Image, side int) ([]Face, error) {
	found, err := newDetector().look(context.Background(), picture, side)
	return within(picture.Bounds(), apart(found)), err
}

// Apart gives what is left of finds with these boxes, whose scores fall from the first to the last.
func Apart(boxes ...image.Rectangle) []image.Rectangle {
	finds := make([]find, len(boxes))
	for i, b := range boxes {
		finds[i] = find{float64(b.Min.X), float64(b.Min.Y), float64(b.Max.X), float64(b.Max.Y), 1 - float64(i)/100}
	}
	var left []image.Rectangle
	for _, f := range within(image.Rect(0, 0, 1<<20, 1<<20), apart(finds)) {
		left = append(left, f.Box)
	}
	return left
}

// Input gives the lines that a picture becomes before it is looked at.
func Input(picture image.Image, size image.Point) [][]float32 {
	reading := read(picture, size)
	lines := make([][]float32, size.Y)
	for y := range lines {
		lines[y] = make([]float32, size.X*channels)
		reading.line(y, lines[y])
	}
	return lines
}

// overheard keeps what the last layer answers, a line of cells at a time.
type overheard struct {
	*head
	cells   int
	answers [][]float32
}

func (o *overheard) take(line []float32) {
	row := o.row
	o.head.take(line)
	if row*cell < o.to.Y {
		o.answers = append(o.answers, slices.Clone(o.head.answers[:o.cells*o.out]))
	}
}

// Answers gives the numbers behind a pass, for the cells that lie in the picture: 28 for each, of which the last three mean nothing. Of
// several passes, made one after the other in the same room, it gives the last.
func Answers(picture image.Image, sides ...int) (answers [][]float32, err error) {
	d := newDetector()
	for _, side := range sides {
		to := inside(picture.Bounds().Size(), side)
		ear := &overheard{head: &d.last, cells: whole(to.X) / cell}
		d.layers[5].next = ear
		if _, err = d.look(context.Background(), picture, side); err != nil {
			return nil, err
		}
		answers = ear.answers
	}
	return answers, nil
}
