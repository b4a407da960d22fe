package faces_test

import (
	"crypto/sha256"
	"encoding/hex"
	"image"
	"math"
	"slices"
	"testing"

	"kith/backend/faces"
)

// theWeights is the sum of model/tiny_face_detector_model.bin in the npm package @vladmandic/face-api 1.7.15.
const theWeights = "b7503ce7df31039b1c43316a9b865cab6a70dd748cc602d3fa28b551503c3871"

func TestTheWeightsAreThoseOfThePackageAndEachOfThemIsUsed(t *testing.T) {
	sum := sha256.Sum256(faces.Quantised)
	if got := hex.EncodeToString(sum[:]); got != theWeights {
		t.Errorf("the weights' sum is %s", got)
	}
	if faces.Weighed() != len(faces.Quantised) {
		t.Errorf("the table speaks for %d of %d bytes", faces.Weighed(), len(faces.Quantised))
	}
}

// grid is a picture in the plain network: rows of pixels of channels.
type grid [][][]float64

func newGrid(rows, columns, channels int) grid {
	g := make(grid, rows)
	for y := range g {
		g[y] = make([][]float64, columns)
		for x := range g[y] {
			g[y][x] = make([]float64, channels)
		}
	}
	return g
}

// around gives a pixel, and nothing beyond the edge.
func (g grid) around(y, x, channel int) float64 {
	if y < 0 || x < 0 || y >= len(g) || x >= len(g[0]) {
		return 0
	}
	return g[y][x][channel]
}

// plain is the network as its authors' source reads, layer by layer and without any of our short cuts: each is made as a whole, and so
// is the black around the picture.
func plain(picture image.Image, size image.Point, side int) grid {
	weights := faces.Expanded()
	input := newGrid(side, side, 3)
	filled := faces.Input(picture, size)
	for y := range side {
		for x := range side {
			for c, mean := range []float64{117.001, 114.697, 97.404} {
				input[y][x][c] = -mean / 255
				if y < size.Y && x < size.X {
					input[y][x][c] = float64(filled[y][3*x+c])
				}
			}
		}
	}
	g := pooled(rectified(convolved(input, weights[0], weights[1])), 2)
	for layer := range 5 {
		stride := 2
		if layer == 4 {
			stride = 1
		}
		g = pooled(rectified(pointwise(depthwise(g, weights[3*layer+2]), weights[3*layer+3], weights[3*layer+4])), stride)
	}
	return pointwise(g, weights[17], weights[18])
}

func convolved(g grid, filters, bias []float32) grid {
	out := newGrid(len(g)-2, len(g[0])-2, len(bias))
	for y := range out {
		for x := range out[0] {
			for to := range bias {
				sum := float64(bias[to])
				for i := range 27 {
					sum += g[y+i/9][x+i/3%3][i%3] * float64(filters[i*len(bias)+to])
				}
				out[y][x][to] = sum
			}
		}
	}
	return out
}

func depthwise(g grid, filters []float32) grid {
	channels := len(g[0][0])
	out := newGrid(len(g), len(g[0]), channels)
	for y := range out {
		for x := range out[0] {
			for c := range channels {
				for i := range 9 {
					out[y][x][c] += g.around(y+i/3-1, x+i%3-1, c) * float64(filters[i*channels+c])
				}
			}
		}
	}
	return out
}

func pointwise(g grid, filters, bias []float32) grid {
	out := newGrid(len(g), len(g[0]), len(bias))
	for y := range out {
		for x := range out[0] {
			for to := range bias {
				out[y][x][to] = float64(bias[to])
				for from, v := range g[y][x] {
					out[y][x][to] += v * float64(filters[from*len(bias)+to])
				}
			}
		}
	}
	return out
}

func rectified(g grid) grid {
	for _, row := range g {
		for _, pixel := range row {
			for c, v := range pixel {
				pixel[c] = max(v, .1*v)
			}
		}
	}
	return g
}

func pooled(g grid, stride int) grid {
	out := newGrid((len(g)+stride-1)/stride, (len(g[0])+stride-1)/stride, len(g[0][0]))
	for y := range out {
		for x := range out[0] {
			for c := range out[0][0] {
				most := math.Inf(-1)
				for _, row := range g[stride*y : min(stride*y+2, len(g))] {
					for _, pixel := range row[stride*x : min(stride*x+2, len(row))] {
						most = max(most, pixel[c])
					}
				}
				out[y][x][c] = most
			}
		}
	}
	return out
}

func TestTheNetworkAnswersWhatItsPlainFormDoes(t *testing.T) {
	for _, c := range []struct {
		picture image.Image
		size    image.Point // within the pass
		side    int
	}{
		{painted(190, 190, somebody(1, 95, 95, 90)), image.Pt(192, 192), 192},
		{painted(240, 45, somebody(2, 60, 24, 30)), image.Pt(256, 48), 256},
		{painted(30, 160, somebody(4, 15, 80, 20)), image.Pt(60, 320), 320},
	} {
		got, err := faces.Answers(c.picture, c.side)
		if err != nil {
			t.Fatal(err)
		}
		want := plain(c.picture, c.size, c.side)
		if len(got) != (c.size.Y+31)/32 || len(got[0]) != (c.size.X+31)/32*28 {
			t.Fatalf("%d rows of %d numbers for %v", len(got), len(got[0]), c.size)
		}
		for y, row := range got {
			for i, v := range row {
				if i%28 < 25 && math.Abs(float64(v)-want[y][i/28][i%28]) > 1e-3 {
					t.Fatalf("%v, row %d, number %d: %g, plainly %g", c.size, y, i, v, want[y][i/28][i%28])
				}
			}
		}
	}
}

func TestAPassLeavesNothingForTheNext(t *testing.T) {
	picture := painted(300, 200, somebody(1, 150, 100, 80))
	want, err := faces.Answers(picture, 320)
	if err != nil {
		t.Fatal(err)
	}
	got, err := faces.Answers(picture, 448, 320)
	if err != nil || !slices.EqualFunc(got, want, slices.Equal[[]float32]) {
		t.Errorf("a pass after another answers differently (%v)", err)
	}
}

func TestFindsOfOneFaceBecomeOne(t *testing.T) {
	box := image.Rect
	for name, c := range map[string]struct{ finds, left []image.Rectangle }{
		"none":                      {nil, nil},
		"the same twice":            {[]image.Rectangle{box(0, 0, 10, 10), box(0, 0, 10, 10)}, []image.Rectangle{box(0, 0, 10, 10)}},
		"a little aside":            {[]image.Rectangle{box(0, 0, 10, 10), box(3, 0, 13, 10)}, []image.Rectangle{box(0, 0, 10, 10)}},
		"cheek by cheek":            {[]image.Rectangle{box(0, 0, 10, 10), box(5, 0, 15, 10)}, []image.Rectangle{box(0, 0, 10, 10), box(5, 0, 15, 10)}},
		"apart":                     {[]image.Rectangle{box(0, 0, 10, 10), box(10, 0, 20, 10)}, []image.Rectangle{box(0, 0, 10, 10), box(10, 0, 20, 10)}},
		"a part of a surer one":     {[]image.Rectangle{box(0, 0, 30, 30), box(5, 5, 15, 15)}, []image.Rectangle{box(0, 0, 30, 30)}},
		"the whole of a surer part": {[]image.Rectangle{box(5, 5, 15, 15), box(0, 0, 30, 30)}, []image.Rectangle{box(5, 5, 15, 15)}},
		"a chain of three":          {[]image.Rectangle{box(0, 0, 10, 10), box(4, 0, 14, 10), box(8, 0, 18, 10)}, []image.Rectangle{box(0, 0, 10, 10), box(8, 0, 18, 10)}},
	} {
		if left := faces.Apart(c.finds...); !slices.Equal(left, c.left) {
			t.Errorf("%s: %v", name, left)
		}
	}
}
