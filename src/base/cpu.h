/* What this CPU can do: the instruction set for which kernels are chosen at run time. Knows nothing of kernels. */
#ifndef LN_BASE_CPU_H
#define LN_BASE_CPU_H

#include <stdatomic.h>

/* Levels in ascending order; a CPU of one level runs the code of every lower one. A source file named *_v2.c, *_v3.c or *_v4.c is
 * compiled for that level (CMakeLists.txt) and is empty where its level can't be had: guard it with LN_HAVE_X86_64_LEVELS. */
typedef enum ln_isa {
    LN_ISA_BASE, /* what the compiler assumes anyway: SSE2 on x86-64, NEON on AArch64 */
    LN_ISA_V2,   /* x86-64-v2: up to SSE4.2 */
    LN_ISA_V3,   /* x86-64-v3: AVX2, FMA, F16C, BMI */
    LN_ISA_V4    /* x86-64-v4: AVX-512 F, BW, CD, DQ, VL */
} ln_isa;

/* The highest level that CPU and operating system offer, lowered by the environment variable LUNULA_ISA ("base", "v2", "v3", "v4"; a
 * level that is not there and other texts change nothing). Found once; any thread may ask. */
ln_isa ln_cpu_detect(void);
extern atomic_int ln_cpu_found; /* -1 before the first call; racing first calls find the same */
static inline ln_isa ln_cpu_isa(void)
{
    int isa = atomic_load_explicit(&ln_cpu_found, memory_order_relaxed);
    return isa >= 0 ? (ln_isa)isa : ln_cpu_detect();
}
/* "base", "v2", "v3", "v4". */
const char *ln_isa_name(ln_isa isa);

#endif
