package faces

// leak is what the rectifier leaves of a number below zero. Source: src/tinyYolov2/leaky.ts of the package.
const leak = .1

// convolution is one layer's weights. A depthwise part weighs the nine pixels around each pixel, every channel for itself; the mixing
// makes each output channel from all input channels. The first layer mixes its nine pixels directly, and the last just one.
type convolution struct {
	in, out int          // channels; out is a multiple of 4
	each    int          // numbers that one output channel is mixed from
	depth   []float32    // [9][in], or nil
	mixing  [][4]float32 // [out/4][each], so that four output channels are read in one go
	bias    []float32    // [out]
}

// weighDepth makes each pixel from the nine around it. Lines have an empty pixel at both ends.
func (c *convolution) weighDepth(to []float32, lines ...[]float32) {
	clear(to)
	in := c.in
	for y, line := range lines {
		left, middle, right := c.depth[3*y*in:][:in], c.depth[(3*y+1)*in:][:in], c.depth[(3*y+2)*in:][:in]
		for x := 0; x < len(to); x += in {
			sum := to[x:][:len(left)]
			a, b, c := line[x:][:len(left)], line[x+in:][:len(left)], line[x+2*in:][:len(left)]
			for i := range left {
				sum[i] += a[i]*left[i] + b[i]*middle[i] + c[i]*right[i]
			}
		}
	}
}

// mix makes the output channels of all pixels of a line. It works on two pixels and four channels at a time, which is what fits into
// the registers and makes it four times as fast as the plain loop: nine tenths of all time is spent here. Lines hold an even number of
// pixels.
func (c *convolution) mix(to, from []float32) {
	for out := 0; out < c.out; out += 4 {
		weights := c.mixing[out/4*c.each:][:c.each]
		bias := (*[4]float32)(c.bias[out:])
		for x := 0; x < len(from)/c.each; x += 2 {
			a, b := from[x*c.each:][:len(weights)], from[(x+1)*c.each:][:len(weights)]
			a0, a1, a2, a3 := bias[0], bias[1], bias[2], bias[3]
			b0, b1, b2, b3 := a0, a1, a2, a3
			for i := range weights {
				w, u, v := &weights[i], a[i], b[i]
				a0 += u * w[0]
				b0 += v * w[0]
				a1 += u * w[1]
				b1 += v * w[1]
				a2 += u * w[2]
				b2 += v * w[2]
				a3 += u * w[3]
				b3 += v * w[3]
			}
			*(*[4]float32)(to[x*c.out+out:]) = [4]float32{a0, a1, a2, a3}
			*(*[4]float32)(to[(x+1)*c.out+out:]) = [4]float32{b0, b1, b2, b3}
		}
	}
}
