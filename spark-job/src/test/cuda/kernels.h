// All kernels, in one unit of compilation.
#pragma once
#include "activations.cu"
#include "attention.cu"
#include "attention_backward.cu"
#include "attention_exact.cu"
#include "elementwise.cu"
#include "norms.cu"
#include "optimiser.cu"
#include "rowwise.cu"
#include "softmax.cu"
#include "statistics.cu"
#include "tokens.cu"
