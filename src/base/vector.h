/* A loop that the compiler may turn into vector code. Knows of nothing. */
#ifndef LN_BASE_VECTOR_H
#define LN_BASE_VECTOR_H

#include <stdint.h>

#if defined(__clang__)
#define LN_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define LN_INDEPENDENT _Pragma("GCC ivdep")
#else
#define LN_INDEPENDENT
#endif

/* for i in 0 .. n - 1, where no iteration depends on another: it may write where it has read, but nowhere else that is read. */
#define LN_EACH(n) LN_INDEPENDENT for (int64_t i = 0; i < (n); i++)

#endif
