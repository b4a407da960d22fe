package faces

// sink takes the lines of a picture, or of what a layer made of one, from the top to the bottom, and is told the end. A line is a row
// of pixels, each with all its channels side by side. It belongs to the giver again after the call.
type sink interface {
	take(line []float32)
	finish()
}

// layer is a convolution of 3 x 3, the leaky rectifier and a pooling of 2 x 2. It holds three lines at a time and hands on each line as
// soon as it is whole, so that no layer ever lies in memory as a whole: 1 MB for all instead of 90 for the first alone.
type layer struct {
	convolution
	stride      int          // of the pooling: 2 halves a picture, 1 leaves its size
	width       int          // pixels in a convolved line
	held        [3][]float32 // the last lines taken
	taken       int          // with the empty line above the first
	gathered    []float32    // what the mixing of each pixel is made from
	mixed       []float32
	above, here []float32 // lines pooled across, before they are pooled down
	open        bool      // above waits for the line below it
	next        sink
}

// margin is how many empty pixels stand around a picture.
func (l *layer) margin() int {
	if l.depth == nil {
		return 0
	}
	return 1
}

// begin makes room for a picture with lines of so many pixels and forgets the one before. It gives the pixels in each line handed on.
func (l *layer) begin(width int) int {
	l.width = width + 2*l.margin() - 2
	for i := range l.held {
		l.held[i] = emptied(l.held[i], (width+2*l.margin())*l.in)
	}
	l.taken, l.open = l.margin(), false
	l.gathered = emptied(l.gathered, even(l.width)*l.each)
	l.mixed = emptied(l.mixed, even(l.width)*l.out)
	pooled := (l.width + l.stride - 1) / l.stride
	l.above, l.here = emptied(l.above, pooled*l.out), emptied(l.here, pooled*l.out)
	return pooled
}

// emptied is a slice of n zeros, in the room of an old one if it is large enough.
func emptied(old []float32, n int) []float32 {
	if cap(old) < n {
		return make([]float32, n)
	}
	old = old[:n]
	clear(old)
	return old
}

func even(n int) int { return (n + 1) &^ 1 }

func (l *layer) take(line []float32) {
	copy(l.held[l.taken%3][l.margin()*l.in:], line)
	l.convolve()
}

func (l *layer) finish() {
	if l.margin() > 0 {
		clear(l.held[l.taken%3])
		l.convolve()
	}
	if l.open {
		l.handOn()
	}
	l.next.finish()
}

// convolve makes a line from the last three, once there are three.
func (l *layer) convolve() {
	l.taken++
	if l.taken < 3 {
		return
	}
	top, middle, bottom := l.held[l.taken%3], l.held[(l.taken+1)%3], l.held[(l.taken+2)%3]
	if l.depth == nil {
		patches(l.gathered, l.in, top, middle, bottom)
	} else {
		l.weighDepth(l.gathered[:l.width*l.in], top, middle, bottom)
	}
	l.mix(l.mixed, l.gathered)
	l.pool()
}

// patches puts the 3 x 3 pixels around each pixel side by side.
func patches(to []float32, channels int, lines ...[]float32) {
	across := 3 * channels
	for y, line := range lines {
		for x := 0; x*channels+across <= len(line); x++ {
			copy(to[(3*x+y)*across:][:across], line[x*channels:])
		}
	}
}

// pool takes the greatest of each 2 x 2 pixels; at the right and the lower edge, of those that are there.
func (l *layer) pool() {
	channels := l.out
	for x := range len(l.here) / channels {
		to := l.here[x*channels:][:channels]
		from := l.mixed[x*l.stride*channels:]
		copy(to, from)
		if x*l.stride+1 < l.width {
			raise(to, from[channels:])
		}
	}
	if l.open {
		raise(l.above, l.here)
		l.handOn()
	}
	l.open = !l.open || l.stride == 1
	l.above, l.here = l.here, l.above
}

// raise lifts each number to the one beside it where that is greater.
func raise(to, from []float32) {
	from = from[:len(to)]
	for i, v := range from {
		if v > to[i] {
			to[i] = v
		}
	}
}

// handOn gives the pooled line to the next layer. The rectifier keeps the order of numbers, so that it may come after the pooling,
// where there is a quarter to do.
func (l *layer) handOn() {
	for i, v := range l.above {
		if v < 0 {
			l.above[i] = v * leak
		}
	}
	l.next.take(l.above)
}
