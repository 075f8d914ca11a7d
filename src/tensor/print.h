/* Tensors as text, as NumPy prints arrays. Knows of no ops. */
#ifndef LN_TENSOR_PRINT_H
#define LN_TENSOR_PRINT_H

#include "tensor/tensor.h"

typedef struct ln_print_options {
    int precision;  /* digits after the point at most */
    int threshold;  /* more elements than this are summarised */
    int edge_items; /* items at each end of a summarised axis */
    int line_width;
} ln_print_options;

/* "tensor([-0.,  1.], shape=(2,), dtype=float32)"; a symbol gives "<symbol shape=(None, 3), dtype=float32>". NULL options: 8,
 * 1000, 3, 75; a negative precision or threshold, or no edge items or line width, is an error. The text is made by
 * ln_string_new. */
ln_status ln_tensor_format(ln_context *ctx, const ln_tensor *t, const ln_print_options *options, char **out);

/* A string whose block remembers its size, so that its owner can free it by pointer alone. */
ln_status ln_string_new(ln_context *ctx, const char *text, size_t length, char **out);
void ln_string_free(ln_context *ctx, char *text);

#endif
