// A libcublasLt.so.13 on the CPU, with the functions that our kernels call: column-major operands of float32 or bfloat16, sums and
// results of float32. Descriptors, layouts, epilogues and addresses are checked as the library checks them. With FAKE_CUDA_IDLE=1
// products are checked and not computed; FAKE_CUDA_PRODUCT_FAILURE is the status of all products. The version of the runtime that
// cublasLtGetCudartVersion answers is the number of products so far.
#include <stdlib.h>
#include <string.h>
#include <vector>

#define API extern "C" __attribute__((visibility("default")))

namespace {

struct Description { int compute, scale; long long attributes[64]; };
struct Preference { int alignment; };
struct Layout { int type; unsigned long long rows, cols; long long pitch; };
constexpr int FLOAT = 0, BFLOAT16 = 14, COMPUTE_32F = 68, FAST_TF32 = 77;
constexpr int TRANSA = 3, TRANSB = 4, EPILOGUE = 7, BIAS = 8, EPILOGUE_DEFAULT = 1, EPILOGUE_BIAS = 4;
size_t products;
constexpr int NOT_INITIALISED = 1, INVALID = 7, NOT_SUPPORTED = 15;

// The elements of op(x) [rows, cols], row-major, as float32; of those in TF32 10 bits of the mantissa are left, rounded to nearest.
std::vector<float> read(const void *x, const Layout &l, bool transposed, size_t rows, size_t cols, bool tf32) {
    std::vector<float> all(rows * cols);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++) {
            size_t at = transposed ? j + i * l.pitch : i + j * l.pitch;
            unsigned bits;
            if (l.type == FLOAT) memcpy(&bits, static_cast<const char *>(x) + 4 * at, 4);
            else bits = unsigned(static_cast<const unsigned short *>(x)[at]) << 16;
            if (tf32) bits = (bits + 0x1000) & ~0x1fffu;
            memcpy(&all[i * cols + j], &bits, 4);
        }
    return all;
}

bool fits(const Description &d, const Layout &a, const Layout &b, const Layout &c) {
    bool ta = d.attributes[TRANSA], tb = d.attributes[TRANSB];
    return (ta ? a.cols : a.rows) == c.rows && (tb ? b.rows : b.cols) == c.cols && (ta ? a.rows : a.cols) == (tb ? b.cols : b.rows);
}

}  // namespace

API int cublasLtCreate(void **handle) {
    *handle = malloc(8);
    return 0;
}
API size_t cublasLtGetVersion() { return 130000; }
API size_t cublasLtGetCudartVersion() { return products; }
API const char *cublasLtGetStatusName(int status) {
    return status == INVALID ? "CUBLAS_STATUS_INVALID_VALUE" : status == NOT_SUPPORTED ? "CUBLAS_STATUS_NOT_SUPPORTED" : "CUBLAS_STATUS";
}
API int cublasLtMatmulDescCreate(void **made, int compute, int scale) {
    *made = new Description{compute, scale, {}};
    static_cast<Description *>(*made)->attributes[EPILOGUE] = EPILOGUE_DEFAULT;
    return 0;
}
API int cublasLtMatmulDescDestroy(void *own) {
    delete static_cast<Description *>(own);
    return 0;
}
API int cublasLtMatmulDescSetAttribute(void *own, int which, const void *value, size_t bytes) {
    if (which < 0 || which >= 64 || bytes != (which == BIAS ? 8 : 4)) return INVALID;
    long long number = 0;
    memcpy(&number, value, bytes);
    static_cast<Description *>(own)->attributes[which] = number;
    return 0;
}
API int cublasLtMatrixLayoutCreate(void **made, int type, unsigned long long rows, unsigned long long cols, long long pitch) {
    *made = new Layout{type, rows, cols, pitch};
    return 0;
}
API int cublasLtMatrixLayoutDestroy(void *own) {
    delete static_cast<Layout *>(own);
    return 0;
}
API int cublasLtMatmulPreferenceCreate(void **made) {
    *made = new Preference{256};
    return 0;
}
API int cublasLtMatmulPreferenceDestroy(void *own) {
    delete static_cast<Preference *>(own);
    return 0;
}
API int cublasLtMatmulPreferenceSetAttribute(void *own, int which, const void *value, size_t bytes) {
    bool is_alignment = which >= 5 && which <= 8;
    if (bytes != (is_alignment ? 4 : 8)) return INVALID;
    if (is_alignment) memcpy(&static_cast<Preference *>(own)->alignment, value, 4);
    return 0;
}
// The algorithm found wants addresses that are aligned as the preference says.
API int cublasLtMatmulAlgoGetHeuristic(void *, void *d, void *a, void *b, void *c, void *, void *preference, int, void *found, int *count) {
    *count = 1;
    *static_cast<unsigned long long *>(found) = static_cast<Preference *>(preference)->alignment;
    auto fit = fits(*static_cast<Description *>(d), *static_cast<Layout *>(a), *static_cast<Layout *>(b), *static_cast<Layout *>(c));
    return fit ? 0 : INVALID;
}
API int cublasLtMatmul(void *handle, void *description, const void *alpha, const void *a, void *al, const void *b, void *bl,
        const void *beta, const void *c, void *cl, void *d, void *dl, const void *algorithm, void *workspace, size_t bytes, void *stream) {
    auto &what = *static_cast<Description *>(description);
    auto &la = *static_cast<Layout *>(al), &lb = *static_cast<Layout *>(bl), &ld = *static_cast<Layout *>(dl);
    if (!handle || !stream) return NOT_INITIALISED;
    bool tf32 = what.compute == FAST_TF32 && la.type == FLOAT;
    if ((what.compute != COMPUTE_32F && !tf32) || what.scale != FLOAT || ld.type != FLOAT || la.type != lb.type) return NOT_SUPPORTED;
    if (la.type != FLOAT && la.type != BFLOAT16) return NOT_SUPPORTED;
    size_t alignment = *static_cast<const unsigned long long *>(algorithm);
    bool misplaced = (size_t(a) | size_t(b) | size_t(d)) % alignment != 0 || (bytes > 0 && size_t(workspace) % 256 != 0);
    bool narrow = la.pitch < (long long) la.rows || lb.pitch < (long long) lb.rows || ld.pitch < (long long) ld.rows;
    if (misplaced || narrow || !fits(what, la, lb, ld) || c != d || cl != dl) return INVALID;
    bool ta = what.attributes[TRANSA], tb = what.attributes[TRANSB];
    size_t m = ld.rows, n = ld.cols, k = ta ? la.rows : la.cols;
    auto *bias = what.attributes[EPILOGUE] == EPILOGUE_BIAS ? reinterpret_cast<const float *>(what.attributes[BIAS]) : nullptr;
    if (what.attributes[EPILOGUE] == EPILOGUE_BIAS && (!bias || size_t(bias) % 16 != 0)) return INVALID;
    if (!bias && what.attributes[EPILOGUE] != EPILOGUE_DEFAULT) return NOT_SUPPORTED;
    products++;
    static const bool idle = getenv("FAKE_CUDA_IDLE"), fails = getenv("FAKE_CUDA_PRODUCT_FAILURE");
    if (fails) return atoi(getenv("FAKE_CUDA_PRODUCT_FAILURE"));
    if (idle) return 0;
    auto left = read(a, la, ta, m, k, tf32);
    auto right = read(b, lb, !tb, n, k, tf32);
    float factor = *static_cast<const float *>(alpha), share = *static_cast<const float *>(beta);
    for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < m; i++) {
            float sum = 0;
            for (size_t l = 0; l < k; l++) sum += left[i * k + l] * right[j * k + l];
            float &out = static_cast<float *>(d)[i + j * ld.pitch];
            out = factor * sum + (share == 0 ? 0 : share * out) + (bias ? bias[i] : 0);
        }
    return 0;
}
