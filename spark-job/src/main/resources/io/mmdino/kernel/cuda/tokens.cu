// From images to sequences of tokens (arXiv:2010.11929, section 3.1; registers: arXiv:2309.16588) and back. Letters: S = crops, M =
// sequences, n = patches per sequence, r = registers, D = width, N = 1 + r + M n tokens of a crop. A crop's tokens are cls, the
// registers, then the patches of each sequence.
#include "common.cuh"

// out [S M n, patch^2] from images [S M, side^2], row by row of the image; count = images. Grid of any size.
extern "C" __global__ void patches(const float *images, int side, int patch, int count, float *out) {
    int grid = side / patch, pixels = patch * patch;
    for (long long i = thread_of_grid(); i < (long long) count * side * side; i += threads_of_grid()) {
        int pixel = int(i % pixels);
        long long cut = i / pixels;
        int left = int(cut % grid) * patch, top = int(cut / grid % grid) * patch;
        long long image = cut / ((long long) grid * grid);
        out[i] = images[(image * side + top + pixel / patch) * side + left + pixel % patch];
    }
}

// sum [D, P] over the channels of w [D, channels P]. Grid of any size.
extern "C" __global__ void sum_channels(const float *w, int channels, int pixels, float *sum, int width) {
    for (long long i = thread_of_grid(); i < (long long) width * pixels; i += threads_of_grid()) {
        const float *own = w + i / pixels * channels * pixels + i % pixels;
        float total = 0;
        for (int c = 0; c < channels; c++) total += own[(long long) c * pixels];
        sum[i] = total;
    }
}

// dw [D, channels P] += dsum [D, P] in each channel. Grid of any size.
extern "C" __global__ void spread_channels(const float *dsum, int channels, int pixels, float *dw, int width) {
    for (long long i = thread_of_grid(); i < (long long) width * channels * pixels; i += threads_of_grid())
        dw[i] += dsum[i / ((long long) channels * pixels) * pixels + i % pixels];
}

struct Grid { int crops, sequences, patches, registers, width; };

__device__ __forceinline__ int tokens_of(const Grid &g) { return 1 + g.registers + g.sequences * g.patches; }

// out [S N, D]: cls + pos[0], registers, then (mask ? mask_token : patch) + pos[1 + j] + sequence[m]. patches [S M n, D], mask [S M n]
// or null, mask_token, cls [1, D], registers [r, D], pos [1 + n, D], sequence [M, D]. A row of threads for each token: grid (any, 1 to
// 65535).
extern "C" __global__ void embed_tokens(const float *patches, const unsigned char *mask, const float *mask_token, const float *cls,
        const float *registers, const float *pos, const float *sequence, float *out, Grid g) {
    int tokens = tokens_of(g);
    for (int row = blockIdx.y; row < g.crops * tokens; row += gridDim.y) {
        int token = row % tokens, item = token - 1 - g.registers, j = 0, m = 0;
        const float *from = token == 0 ? cls : registers + (long long) (token - 1) * g.width;
        if (item >= 0) {
            long long patch = (long long) (row / tokens) * g.sequences * g.patches + item;
            from = mask && mask[patch] ? mask_token : patches + patch * g.width;
            j = 1 + item % g.patches, m = item / g.patches;
        }
        bool placed = token == 0 || item >= 0;
        for (int d = blockIdx.x * blockDim.x + threadIdx.x; d < g.width; d += gridDim.x * blockDim.x) {
            float value = from[d];
            if (placed) value += pos[(long long) j * g.width + d];
            if (item >= 0) value += sequence[(long long) m * g.width + d];
            out[(long long) row * g.width + d] = value;
        }
    }
}

// dpatches [S M n, D] from dout [S N, D]: 0 where masked. Grid (any, 1 to 65535).
extern "C" __global__ void embed_patches_backward(const float *dout, const unsigned char *mask, float *dpatches, Grid g) {
    int each = g.sequences * g.patches, tokens = tokens_of(g);
    for (int patch = blockIdx.y; patch < g.crops * each; patch += gridDim.y) {
        const float *from = dout + ((long long) (patch / each) * tokens + 1 + g.registers + patch % each) * g.width;
        bool hidden = mask && mask[patch];
        for (int d = blockIdx.x * blockDim.x + threadIdx.x; d < g.width; d += gridDim.x * blockDim.x)
            dpatches[(long long) patch * g.width + d] = hidden ? 0 : from[d];
    }
}

// Adds to dcls [1, D], dregisters [r, D] and dpos [1 + n, D] the sums over crops, and over sequences where they share a position.
// A thread a column: grid (ceil(D / threads), 1 + r + n).
extern "C" __global__ void embed_places_backward(const float *dout, float *dcls, float *dregisters, float *dpos, Grid g) {
    int d = blockIdx.x * blockDim.x + threadIdx.x, place = blockIdx.y, tokens = tokens_of(g);
    if (d >= g.width) return;
    bool is_patch = place > g.registers;
    double sum = 0;
    for (int s = 0; s < g.crops; s++)
        for (int m = 0; m < (is_patch ? g.sequences : 1); m++)
            sum += dout[((long long) s * tokens + place + m * g.patches) * g.width + d];
    if (is_patch) dpos[(long long) (place - g.registers) * g.width + d] += float(sum);
    else if (place > 0) dregisters[(long long) (place - 1) * g.width + d] += float(sum);
    else dcls[d] += float(sum), dpos[d] += float(sum);
}

// partial [S, (M + 1) D]: for each crop the sums over the patches of each sequence, then over the masked patches, for add_partials.
// A thread a column: grid (ceil(D / threads), S).
extern "C" __global__ void embed_sums_backward(const float *dout, const unsigned char *mask, float *partial, Grid g) {
    int d = blockIdx.x * blockDim.x + threadIdx.x, crop = blockIdx.y;
    if (d >= g.width) return;
    const float *own = dout + ((long long) crop * tokens_of(g) + 1 + g.registers) * g.width + d;
    float *sums = partial + (long long) crop * (g.sequences + 1) * g.width + d, hidden = 0;
    for (int m = 0; m < g.sequences; m++) {
        float sum = 0;
        for (int j = 0; j < g.patches; j++) {
            int item = m * g.patches + j;
            float slope = own[(long long) item * g.width];
            sum += slope;
            if (mask && mask[(long long) crop * g.sequences * g.patches + item]) hidden += slope;
        }
        sums[(long long) m * g.width] = sum;
    }
    sums[(long long) g.sequences * g.width] = hidden;
}
