package faces

import (
	"image"
	"image/draw"
	"math"
)

// channels are red, green and blue.
const channels = 3

// mean is what the network takes for the middle of each channel, from 0 to 255. Source: src/tinyFaceDetector/const.ts of the package.
var mean = [channels]float32{117.001, 114.697, 97.404}

// blacken fills a line of input with black, which is what the network has seen around pictures.
func blacken(line []float32) {
	for i := range line {
		line[i] = -mean[i%channels] / 255
	}
}

// reading gives a picture line by line, at another size. It reads each line of the picture once and makes no copy of it.
type reading struct {
	picture      image.Image
	across, down []taps
	strip        *image.RGBA // one line of the picture, on white
	ring         [][]float32 // lines already at the new width, for as many as one tent spans
	read         int         // lines of the picture in the ring so far
}

func read(picture image.Image, to image.Point) *reading {
	from := picture.Bounds().Size()
	r := &reading{
		picture: picture, across: tents(from.X, to.X), down: tents(from.Y, to.Y), strip: image.NewRGBA(image.Rect(0, 0, from.X, 1)),
	}
	tallest := 0
	for _, t := range r.down {
		tallest = max(tallest, len(t.weights))
	}
	r.ring = make([][]float32, tallest)
	for i := range r.ring {
		r.ring[i] = make([]float32, to.X*channels)
	}
	return r
}

// line writes line y, as the network wants it: the colours around zero. Lines are asked for from the top, each once.
func (r *reading) line(y int, to []float32) {
	tent := r.down[y]
	for ; r.read < tent.start+len(tent.weights); r.read++ {
		r.narrow(r.read, r.ring[r.read%len(r.ring)])
	}
	to = to[:len(r.across)*channels]
	clear(to)
	for i, weight := range tent.weights {
		for x, v := range r.ring[(tent.start+i)%len(r.ring)] {
			to[x] += v * weight
		}
	}
	for x := 0; x < len(to); x += channels {
		for c, middle := range mean {
			to[x+c] = (to[x+c] - middle) / 255
		}
	}
}

// narrow reads one line of the picture and brings it to the new width.
func (r *reading) narrow(y int, to []float32) {
	for i := range r.strip.Pix {
		r.strip.Pix[i] = 0xff
	}
	at := r.picture.Bounds().Min
	draw.Draw(r.strip, r.strip.Rect, r.picture, at.Add(image.Pt(0, y)), draw.Over)
	for x := range r.across {
		tent := &r.across[x]
		var red, green, blue float32
		pix := r.strip.Pix[4*tent.start:][:4*len(tent.weights)]
		for i, weight := range tent.weights {
			p := pix[4*i:][:4]
			red += float32(p[0]) * weight
			green += float32(p[1]) * weight
			blue += float32(p[2]) * weight
		}
		to[channels*x], to[channels*x+1], to[channels*x+2] = red, green, blue
	}
}

// taps are what one output sample is made of: input samples from start on, with weights whose sum is one.
type taps struct {
	start   int
	weights []float32
}

// tents lays a triangle over the input for each of out samples: twice as wide as a step where it shrinks, so that every input counts,
// and from neighbour to neighbour where it enlarges.
func tents(in, out int) []taps {
	all := make([]taps, out)
	step := float64(in) / float64(out)
	reach := max(step, 1)
	room := make([]float32, 0, out*(int(2*reach)+3))
	for i := range all {
		centre := (float64(i) + .5) * step
		first, last := max(0, int(math.Floor(centre-reach))), min(in, int(math.Ceil(centre+reach)))
		sum := float32(0)
		from := len(room)
		for at := first; at < last; at++ {
			share := float32(max(0, 1-math.Abs(float64(at)+.5-centre)/reach))
			sum += share
			room = append(room, share)
		}
		all[i] = taps{first, room[from:]}
		for j := range all[i].weights {
			all[i].weights[j] /= sum
		}
	}
	return all
}
