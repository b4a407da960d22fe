package faces

import (
	_ "embed"
	"slices"
	"sync"
)

// quantised is the whole file of weights, a byte each. Source: model/tiny_face_detector_model.bin of the npm package
// @vladmandic/face-api 1.7.15, MIT, see NOTICE.
//
//go:embed tiny_face_detector_model.bin
var quantised []byte

// tensor says where a byte stands for how much: least + byte * step.
type tensor struct {
	name        string
	count       int
	step, least float64
}

// tensors are all of the file in its order. Source: tiny_face_detector_model-weights_manifest.json beside it. Filters are stored with
// their shape from the outside in: down, across, from channel, to channel.
var tensors = []tensor{
	{"conv0/filters", 3 * 3 * 3 * 16, 0.009007044399485869, -1.2069439495311063},
	{"conv0/bias", 16, 0.005263455241334205, -0.9211046672334858},
	{"conv1/depthwise_filter", 3 * 3 * 16, 0.004001977630690033, -0.5042491814669441},
	{"conv1/pointwise_filter", 16 * 32, 0.013836609615999109, -1.411334180831909},
	{"conv1/bias", 32, 0.0015159862590771096, -0.30926119685173037},
	{"conv2/depthwise_filter", 3 * 3 * 32, 0.002666276225856706, -0.317286870876948},
	{"conv2/pointwise_filter", 32 * 64, 0.015265831292844286, -1.6792414422128714},
	{"conv2/bias", 64, 0.0020280554598453, -0.37113414915168985},
	{"conv3/depthwise_filter", 3 * 3 * 64, 0.006100742489683862, -0.8907084034938438},
	{"conv3/pointwise_filter", 64 * 128, 0.016276211832083907, -2.0508026908425725},
	{"conv3/bias", 128, 0.003394414279975143, -0.7637432129944072},
	{"conv4/depthwise_filter", 3 * 3 * 128, 0.006716050119961009, -0.8059260143953211},
	{"conv4/pointwise_filter", 128 * 256, 0.021875603993733724, -2.8875797271728514},
	{"conv4/bias", 256, 0.0041141652009066415, -0.8187188749804216},
	{"conv5/depthwise_filter", 3 * 3 * 256, 0.008423839597141042, -0.9013508368940915},
	{"conv5/pointwise_filter", 256 * 512, 0.030007277283014035, -3.8709387695088107},
	{"conv5/bias", 512, 0.008402082966823203, -1.4871686851277068},
	{"conv8/filters", 512 * 25, 0.028336129469030042, -4.675461362389957},
	{"conv8/bias", 25, 0.002268134028303857, -0.41053225912299807},
}

// convolutions are the seven layers, made once from the file. Nobody writes to them.
var convolutions = sync.OnceValue(func() []convolution {
	numbers := expanded()
	made := []convolution{full(3*3*3, numbers[0], numbers[1], 3)}
	for i := 2; i < 17; i += 3 {
		depth := numbers[i]
		layer := full(len(depth)/9, numbers[i+1], numbers[i+2], len(depth)/9)
		layer.depth = depth
		made = append(made, layer)
	}
	return append(made, full(512, numbers[17], numbers[18], 512))
})

// expanded gives each tensor's numbers.
func expanded() [][]float32 {
	all := make([][]float32, len(tensors))
	rest := quantised
	for i, t := range tensors {
		all[i] = make([]float32, t.count)
		for j, b := range rest[:t.count] {
			all[i][j] = float32(t.least + float64(b)*t.step)
		}
		rest = rest[t.count:]
	}
	return all
}

// full lays the weights of a mixing out in fours. Channels that are missing to a multiple of four are made up and always zero.
func full(each int, filters, bias []float32, in int) convolution {
	out := len(bias)
	c := convolution{in: in, out: (out + 3) / 4 * 4, each: each}
	c.bias = slices.Grow(slices.Clone(bias), c.out-out)[:c.out]
	clear(c.bias[out:])
	c.mixing = make([][4]float32, c.out/4*each)
	for from := range each {
		for to := range out {
			c.mixing[to/4*each+from][to%4] = filters[from*out+to]
		}
	}
	return c
}
