/* Polynomials of functions.h. Written by polynomials.py, which says how they are fitted. Knows of nothing. */
#ifndef LN_OP_VECTOR_POLYNOMIALS_H
#define LN_OP_VECTOR_POLYNOMIALS_H

/* (exp(r) - 1 - r) / r^2, x in [-0.347, 0.347] */
#define EXP_TERMS_f32                                                                                                            \
    0x1.fffffc0000000p-2f, 0x1.5554920000000p-3f, 0x1.5558b60000000p-5f, 0x1.1239a80000000p-7f, 0x1.6a474c0000000p-10f
static inline float EXP_f32(float x)
{
    const float x2 = x * x;
    return LN_FUSED_f32(x2,
                        LN_FUSED_f32(x2, 0x1.6a474c0000000p-10f, LN_FUSED_f32(x, 0x1.1239a80000000p-7f, 0x1.5558b60000000p-5f)),
                        LN_FUSED_f32(x, 0x1.5554920000000p-3f, 0x1.fffffc0000000p-2f));
}

/* (exp(r) - 1 - r) / r^2, x in [-0.347, 0.347] */
static inline double EXP_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(x2,
                     LN_FUSED_f64(x2,
                                  LN_FUSED_f64(x2,
                                               LN_FUSED_f64(x2, 0x1.1f7350a074034p-29,
                                                            LN_FUSED_f64(x, 0x1.af4e70dd7207dp-26, 0x1.27e4db3f36203p-22)),
                                               LN_FUSED_f64(x, 0x1.71de01f07539bp-19, 0x1.a01a01a6e448ep-16)),
                                  LN_FUSED_f64(x, 0x1.a01a01abfc8ddp-13, 0x1.6c16c16c162bfp-10)),
                     LN_FUSED_f64(x, 0x1.11111111100b6p-7, 0x1.5555555555556p-5)),
        LN_FUSED_f64(x, 0x1.5555555555557p-3, 0x1.0000000000000p-1));
}

/* (2^r - 1) / r, x in [-0.5, 0.5] */
static inline float EXP2_f32(float x)
{
    const float x2 = x * x;
    return LN_FUSED_f32(
        x2,
        LN_FUSED_f32(x2,
                     LN_FUSED_f32(x2, 0x1.00a5820000000p-16f, LN_FUSED_f32(x, 0x1.4440000000000p-13f, 0x1.5d879e0000000p-10f)),
                     LN_FUSED_f32(x, 0x1.3b2a1c0000000p-7f, 0x1.c6b08e0000000p-5f)),
        LN_FUSED_f32(x, 0x1.ebfbe00000000p-3f, 0x1.62e4300000000p-1f));
}
static inline double EXP2_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(x2,
                     LN_FUSED_f64(x2,
                                  LN_FUSED_f64(x2,
                                               LN_FUSED_f64(x2, LN_FUSED_f64(x, 0x1.c4a29324a1038p-36, 0x1.e9ec1fcb69a7fp-32),
                                                            LN_FUSED_f64(x, 0x1.e4cf10dec0f59p-28, 0x1.b524ebd13a55fp-24)),
                                               LN_FUSED_f64(x, 0x1.62c02242b879cp-20, 0x1.ffcbfc6da6ed1p-17)),
                                  LN_FUSED_f64(x, 0x1.430912f86b7dbp-13, 0x1.5d87fe78a3f9cp-10)),
                     LN_FUSED_f64(x, 0x1.3b2ab6fba4e79p-7, 0x1.c6b08d704a0c6p-5)),
        LN_FUSED_f64(x, 0x1.ebfbdff82c58fp-3, 0x1.62e42fefa39efp-1));
}
static inline double EXP2_short(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(x2, LN_FUSED_f64(x2, 0x1.00a581594758ep-16, LN_FUSED_f64(x, 0x1.443fffc90db59p-13, 0x1.5d879ead06a82p-10)),
                     LN_FUSED_f64(x, 0x1.3b2a1b7152befp-7, 0x1.c6b08d883dca1p-5)),
        LN_FUSED_f64(x, 0x1.ebfbe045f4d3cp-3, 0x1.62e42fefa39efp-1));
}

/* (f - log(1 + f)) / f^2, x in [-0.2501, 0.5] */
#define LOG_TERMS_f32                                                                                                            \
    0x1.0000000000000p-1f, -0x1.5555a20000000p-2f, 0x1.0000840000000p-2f, -0x1.996b040000000p-3f, 0x1.54dcb20000000p-3f,         \
        -0x1.2849f00000000p-3f, 0x1.0e142c0000000p-3f, -0x1.b1a3040000000p-4f, 0x1.7a887a0000000p-5f
static inline float LOG_f32(float x)
{
    const float x2 = x * x;
    return LN_FUSED_f32(x2,
                        LN_FUSED_f32(x2,
                                     LN_FUSED_f32(x2,
                                                  LN_FUSED_f32(x2, 0x1.7a887a0000000p-5f,
                                                               LN_FUSED_f32(x, -0x1.b1a3040000000p-4f, 0x1.0e142c0000000p-3f)),
                                                  LN_FUSED_f32(x, -0x1.2849f00000000p-3f, 0x1.54dcb20000000p-3f)),
                                     LN_FUSED_f32(x, -0x1.996b040000000p-3f, 0x1.0000840000000p-2f)),
                        LN_FUSED_f32(x, -0x1.5555a20000000p-2f, 0x1.0000000000000p-1f));
}

/* (log((1 + s) / (1 - s)) / s - 2) / z, z = s^2, x in [0.0, 0.0401] */
static inline double LOG_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(x2,
                        LN_FUSED_f64(x2,
                                     LN_FUSED_f64(x2, LN_FUSED_f64(x, 0x1.16b68338bd78bp-3, 0x1.0e88ea4725d3dp-3),
                                                  LN_FUSED_f64(x, 0x1.3b29fcbbce66dp-3, 0x1.745cab2727663p-3)),
                                     LN_FUSED_f64(x, 0x1.c71c72e2f78d5p-3, 0x1.24924923dba6ap-2)),
                        LN_FUSED_f64(x, 0x1.9999999999f30p-2, 0x1.5555555555555p-1));
}
static inline double LOG_short(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(x2, LN_FUSED_f64(x, 0x1.e66d6f49a5601p-3, 0x1.242c5ad276ccbp-2),
                        LN_FUSED_f64(x, 0x1.999a6c1558a42p-2, 0x1.555555338930ep-1));
}

/* (e - log(1 + e)) / e^2, x in [0.0, 1.0] */
#define UNIT_DIRECT_TERMS_f32                                                                                                    \
    0x1.fffff80000000p-2f, -0x1.5553b60000000p-2f, 0x1.ffc59e0000000p-3f, -0x1.978b540000000p-3f, 0x1.4a72b20000000p-3f,         \
        -0x1.ff28d80000000p-4f, 0x1.54f16c0000000p-4f, -0x1.58ff440000000p-5f, 0x1.c0a2000000000p-7f, -0x1.1136340000000p-9f
static inline float UNIT_DIRECT_f32(float x)
{
    const float x2 = x * x;
    return LN_FUSED_f32(x2,
                        LN_FUSED_f32(x2,
                                     LN_FUSED_f32(x2,
                                                  LN_FUSED_f32(x2, LN_FUSED_f32(x, -0x1.1136340000000p-9f, 0x1.c0a2000000000p-7f),
                                                               LN_FUSED_f32(x, -0x1.58ff440000000p-5f, 0x1.54f16c0000000p-4f)),
                                                  LN_FUSED_f32(x, -0x1.ff28d80000000p-4f, 0x1.4a72b20000000p-3f)),
                                     LN_FUSED_f32(x, -0x1.978b540000000p-3f, 0x1.ffc59e0000000p-3f)),
                        LN_FUSED_f32(x, -0x1.5553b60000000p-2f, 0x1.fffff80000000p-2f));
}

/* (log((1 + s) / (1 - s)) / s - 2) / z, z = s^2, for 1 + e = (1 + s) / (1 - s), e in [0, 1], x in [0.0, 0.1112] */
static inline float UNIT_f32(float x)
{
    const float x2 = x * x;
    return LN_FUSED_f32(x2,
                        LN_FUSED_f32(x2, 0x1.f0b1e80000000p-3f, LN_FUSED_f32(x, 0x1.b722a80000000p-3f, 0x1.2505660000000p-2f)),
                        LN_FUSED_f32(x, 0x1.9996d60000000p-2f, 0x1.5555580000000p-1f));
}

/* the same, x in [0.0, 0.1112] */
static inline double UNIT_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(x2,
                     LN_FUSED_f64(x2,
                                  LN_FUSED_f64(x2,
                                               LN_FUSED_f64(x2, 0x1.404563a0c755cp-3,
                                                            LN_FUSED_f64(x, 0x1.32b67d67b6ecep-4, 0x1.bc41653ea154cp-4)),
                                               LN_FUSED_f64(x, 0x1.e0a1ab0227e56p-4, 0x1.111ac8dcc0db7p-3)),
                                  LN_FUSED_f64(x, 0x1.3b1350ddb09ffp-3, 0x1.745d199713c30p-3)),
                     LN_FUSED_f64(x, 0x1.c71c71bed0160p-3, 0x1.2492492499e34p-2)),
        LN_FUSED_f64(x, 0x1.9999999999943p-2, 0x1.5555555555555p-1));
}

/* (atanh(s) / s - 1 - z / 3) / z^2, z = s^2, x in [0.0, 0.02944] */
static inline double LOG_TAIL_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(x2, LN_FUSED_f64(x2, 0x1.0878816aa2ffap-4, LN_FUSED_f64(x, 0x1.1018af16a6335p-4, 0x1.3b18b8e7bb15fp-4)),
                     LN_FUSED_f64(x, 0x1.745d09f085360p-4, 0x1.c71c71d7e7d70p-4)),
        LN_FUSED_f64(x, 0x1.249249248e532p-3, 0x1.999999999999ep-3));
}

/* (tanh(x) / x - 1) / z, z = x^2, x in [0.0, 0.3906] */
#define TANH_TERMS_f32                                                                                                           \
    -0x1.5555560000000p-2f, 0x1.1110ea0000000p-3f, -0x1.ba08c40000000p-5f, 0x1.64a9760000000p-6f, -0x1.116a160000000p-7f,        \
        0x1.2c83c00000000p-9f
static inline float TANH_f32(float x)
{
    const float x2 = x * x;
    return LN_FUSED_f32(x2,
                        LN_FUSED_f32(x2, LN_FUSED_f32(x, 0x1.2c83c00000000p-9f, -0x1.116a160000000p-7f),
                                     LN_FUSED_f32(x, 0x1.64a9760000000p-6f, -0x1.ba08c40000000p-5f)),
                        LN_FUSED_f32(x, 0x1.1110ea0000000p-3f, -0x1.5555560000000p-2f));
}
static inline double TANH_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(x2,
                     LN_FUSED_f64(x2,
                                  LN_FUSED_f64(x2,
                                               LN_FUSED_f64(x2, LN_FUSED_f64(x, 0x1.b33642a122cddp-18, -0x1.05bbdae896297p-15),
                                                            LN_FUSED_f64(x, 0x1.8445870f6fe41p-14, -0x1.f243823c8c981p-13)),
                                               LN_FUSED_f64(x, 0x1.3526e9ed54da1p-11, -0x1.7d9f6f23e8682p-10)),
                                  LN_FUSED_f64(x, 0x1.d6d39ae3905e2p-9, -0x1.226e3473dce5cp-7)),
                     LN_FUSED_f64(x, 0x1.664f487e0a749p-6, -0x1.ba1ba1ba0f126p-5)),
        LN_FUSED_f64(x, 0x1.11111111110a8p-3, -0x1.5555555555555p-2));
}

/* erf(x) / x - 1, of x^2, x in [0.0, 1.0] */
static inline float ERF_f32(float x)
{
    const float x2 = x * x;
    return LN_FUSED_f32(
        x2,
        LN_FUSED_f32(x2,
                     LN_FUSED_f32(x2, 0x1.4a56900000000p-14f, LN_FUSED_f32(x, -0x1.a450880000000p-11f, 0x1.5412700000000p-8f)),
                     LN_FUSED_f32(x, -0x1.b7faba0000000p-6f, 0x1.ce2d100000000p-4f)),
        LN_FUSED_f32(x, -0x1.81273e0000000p-2f, 0x1.06eba80000000p-3f));
}
static inline double ERF_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(
            x2,
            LN_FUSED_f64(x2,
                         LN_FUSED_f64(x2,
                                      LN_FUSED_f64(x2,
                                                   LN_FUSED_f64(x2, 0x1.05ffd737fb32ep-34,
                                                                LN_FUSED_f64(x, -0x1.389d4f2641625p-30, 0x1.f7b4bf3b13964p-27)),
                                                   LN_FUSED_f64(x, -0x1.5f1ecb6f0764cp-23, 0x1.b9df224ca4b97p-20)),
                                      LN_FUSED_f64(x, -0x1.f4d1e3183f7aep-17, 0x1.f9a321d5b8e1ep-14)),
                         LN_FUSED_f64(x, -0x1.c02db3dac435fp-11, 0x1.565bcd0dbaa38p-8)),
            LN_FUSED_f64(x, -0x1.b82ce31284e00p-6, 0x1.ce2f21a042b30p-4)),
        LN_FUSED_f64(x, -0x1.812746b0379e6p-2, 0x1.06eba8214db69p-3));
}

/* exp(x^2) erfc(x), of 2 / (2 + x) - 0.45, x in [-0.2, 0.2167] */
static inline float ERFC_f32(float x)
{
    const float x2 = x * x;
    return LN_FUSED_f32(x2,
                        LN_FUSED_f32(x2,
                                     LN_FUSED_f32(x2, LN_FUSED_f32(x, 0x1.bbffbe0000000p-4f, -0x1.795fb00000000p-4f),
                                                  LN_FUSED_f32(x, -0x1.9c11260000000p-3f, 0x1.ceed9c0000000p-4f)),
                                     LN_FUSED_f32(x, 0x1.3a99320000000p-1f, 0x1.befdb20000000p-1f)),
                        LN_FUSED_f32(x, 0x1.865aa80000000p-1f, 0x1.b859dc0000000p-3f));
}
static inline double ERFC_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(
            x2,
            LN_FUSED_f64(
                x2,
                LN_FUSED_f64(
                    x2,
                    LN_FUSED_f64(
                        x2,
                        LN_FUSED_f64(x2,
                                     LN_FUSED_f64(x2,
                                                  LN_FUSED_f64(x2, -0x1.30be46f379823p-4,
                                                               LN_FUSED_f64(x, 0x1.23f951b895857p-6, 0x1.31e6deb3d504bp-4)),
                                                  LN_FUSED_f64(x, -0x1.ff8e01c57dfe0p-5, -0x1.15bfd41b2ce58p-5)),
                                     LN_FUSED_f64(x, 0x1.5e48dff75b933p-4, -0x1.78ae24f903707p-7)),
                        LN_FUSED_f64(x, -0x1.818322ef7d03cp-4, 0x1.b37c07e9107f1p-5)),
                    LN_FUSED_f64(x, 0x1.ce764ee1b10cbp-4, -0x1.8b1da5c563c8cp-4)),
                LN_FUSED_f64(x, -0x1.9c114ca86f087p-3, 0x1.cf62dcb3a5797p-4)),
            LN_FUSED_f64(x, 0x1.3a98f28ee01f0p-1, 0x1.befd9325618d2p-1)),
        LN_FUSED_f64(x, 0x1.865aa779f6f4fp-1, 0x1.b859db350eb9ap-3));
}

/* (h(x) - h(1.75) - h'(1.75) u) / u^2 with h(x) = exp(x^2) erfc(x), u = x - 1.75, x in [-1.25, 1.25] */
static inline double ERFC_NEAR_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(
            x2,
            LN_FUSED_f64(
                x2,
                LN_FUSED_f64(
                    x2,
                    LN_FUSED_f64(
                        x2,
                        LN_FUSED_f64(
                            x2,
                            LN_FUSED_f64(
                                x2,
                                LN_FUSED_f64(
                                    x2,
                                    LN_FUSED_f64(
                                        x2,
                                        LN_FUSED_f64(x2,
                                                     LN_FUSED_f64(x2,
                                                                  LN_FUSED_f64(x, -0x1.ea4c8e773c32dp-47, 0x1.1b0b6b48354c1p-44),
                                                                  LN_FUSED_f64(x, -0x1.6508a071938b9p-43, 0x1.86eed4b445196p-41)),
                                                     LN_FUSED_f64(x, -0x1.ee532267982efp-39, 0x1.08c79be9e69b9p-36)),
                                        LN_FUSED_f64(x, -0x1.116362aed8c80p-34, 0x1.1a1ece79de034p-32)),
                                    LN_FUSED_f64(x, -0x1.1e299f948b7d4p-30, 0x1.1c2363fa94498p-28)),
                                LN_FUSED_f64(x, -0x1.144f7ca499f97p-26, 0x1.06f0fa91b61b5p-24)),
                            LN_FUSED_f64(x, -0x1.e91dd8e50c23bp-23, 0x1.bc102a53b7439p-21)),
                        LN_FUSED_f64(x, -0x1.88fb2f92bc7f3p-19, 0x1.5273f333527c7p-17)),
                    LN_FUSED_f64(x, -0x1.1b2912cd6710ep-15, 0x1.cb4c687ea5822p-14)),
                LN_FUSED_f64(x, -0x1.6838884ab654ap-12, 0x1.106bd5c042bdep-10)),
            LN_FUSED_f64(x, -0x1.8bf716a8eabf4p-9, 0x1.13648a11ffe7bp-7)),
        LN_FUSED_f64(x, -0x1.6cb52fe48945fp-6, 0x1.c8d0cef0f810dp-5));
}

/* (exp(x^2) erfc(x) x - 1 / sqrt(pi)) / z, z = 1 / x^2, x in [0.0, 0.1111] */
static inline double ERFC_FAR_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(
            x2,
            LN_FUSED_f64(
                x2,
                LN_FUSED_f64(
                    x2,
                    LN_FUSED_f64(
                        x2,
                        LN_FUSED_f64(x2,
                                     LN_FUSED_f64(x2,
                                                  LN_FUSED_f64(x2,
                                                               LN_FUSED_f64(x2, -0x1.618a33ea2ff3fp+37,
                                                                            LN_FUSED_f64(x, 0x1.9293b7577b453p+37,
                                                                                         -0x1.ae18182cfc939p+36)),
                                                               LN_FUSED_f64(x, 0x1.1fbc5f2098d8dp+35, -0x1.103b5d6add872p+33)),
                                                  LN_FUSED_f64(x, 0x1.87aa3203cd9e1p+30, -0x1.c50bde9fefb11p+27)),
                                     LN_FUSED_f64(x, 0x1.bc963d5adbf70p+24, -0x1.88eae1aff871fp+21)),
                        LN_FUSED_f64(x, 0x1.4e7401bc7b261p+18, -0x1.250984b6288efp+15)),
                    LN_FUSED_f64(x, 0x1.16a40f71df5dfp+12, -0x1.29c0f8b5f8334p+9)),
                LN_FUSED_f64(x, 0x1.6e8a9f0a03bd9p+6, -0x1.0a94555286b80p+4)),
            LN_FUSED_f64(x, 0x1.d9eb53a39cfb7p+1, -0x1.0ecf9db380d7dp+0)),
        LN_FUSED_f64(x, 0x1.b14c2f863e324p-2, -0x1.20dd750429b6dp-2));
}

/* exp(x^2) erfc(x), of 2 / (2 + x) - 0.58, x in [-0.4167, 0.42] */
static inline double ERFC_ALL_short(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(
            x2,
            LN_FUSED_f64(x2,
                         LN_FUSED_f64(x2,
                                      LN_FUSED_f64(x2,
                                                   LN_FUSED_f64(x2, -0x1.1aa4052ce8b72p-5,
                                                                LN_FUSED_f64(x, 0x1.ecc8ba8943469p-7, 0x1.ac3a39568a5e9p-5)),
                                                   LN_FUSED_f64(x, -0x1.c2d7537cb4ac8p-5, -0x1.51b73bb7b342cp-5)),
                                      LN_FUSED_f64(x, 0x1.d615d1580d1cfp-4, 0x1.df9e0a4d6d785p-7)),
                         LN_FUSED_f64(x, -0x1.dd87bdda0e31ap-3, -0x1.0cab76439123ep-5)),
            LN_FUSED_f64(x, 0x1.45c0ab4ec8458p-1, 0x1.1e909b800827dp+0)),
        LN_FUSED_f64(x, 0x1.056ff69b62cb2p+0, 0x1.522ee80ee9efcp-2));
}

/* (sin(x) / x - 1) / z, z = x^2, x in [0.0, 0.618] */
static inline double SIN_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(x2, LN_FUSED_f64(x2, -0x1.ab1635d19009bp-41, LN_FUSED_f64(x, 0x1.61217c4c31493p-33, -0x1.ae64540f4d1dbp-26)),
                     LN_FUSED_f64(x, 0x1.71de3a545e95cp-19, -0x1.a01a01a019927p-13)),
        LN_FUSED_f64(x, 0x1.1111111111110p-7, -0x1.5555555555555p-3));
}
static inline double SIN_short(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(x2, LN_FUSED_f64(x, 0x1.6dbc12ffd1232p-19, -0x1.a013a18815499p-13),
                        LN_FUSED_f64(x, 0x1.11110deab31b6p-7, -0x1.555555545c326p-3));
}

/* (cos(x) - 1 + z / 2) / z^2, z = x^2, x in [0.0, 0.618] */
static inline double COS_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(x2,
                        LN_FUSED_f64(x2, LN_FUSED_f64(x, -0x1.907c2a257c22cp-37, 0x1.1eeb66dd1cdd4p-29),
                                     LN_FUSED_f64(x, -0x1.27e4fa15e29e5p-22, 0x1.a01a019f4d2b8p-16)),
                        LN_FUSED_f64(x, -0x1.6c16c16c16960p-10, 0x1.5555555555555p-5));
}
static inline double COS_short(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(x2, LN_FUSED_f64(x, -0x1.2522ff78c98d4p-22, 0x1.a015c0743b49fp-16),
                        LN_FUSED_f64(x, -0x1.6c16bf51e954bp-10, 0x1.555555550231ap-5));
}

/* (asin(x) / x - 1) / z, z = x^2, x in [0.0, 0.2501] */
static inline double ASIN_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(
            x2,
            LN_FUSED_f64(x2,
                         LN_FUSED_f64(x2,
                                      LN_FUSED_f64(x2,
                                                   LN_FUSED_f64(x2, LN_FUSED_f64(x, 0x1.e58a4f278e006p-6, -0x1.3bd7e353ddbc1p-6),
                                                                LN_FUSED_f64(x, 0x1.40c91fa8deb7ep-6, 0x1.8dcdf11997e12p-9)),
                                                   LN_FUSED_f64(x, 0x1.31777489dfd29p-7, 0x1.3b462d121c5d3p-7)),
                                      LN_FUSED_f64(x, 0x1.7b02ef007d23ep-7, 0x1.c990a42b32b03p-7)),
                         LN_FUSED_f64(x, 0x1.1c4efd20ebb99p-6, 0x1.6e8ba121b9d5fp-6)),
            LN_FUSED_f64(x, 0x1.f1c71c7a5e151p-6, 0x1.6db6db6dac0eap-5)),
        LN_FUSED_f64(x, 0x1.3333333333389p-4, 0x1.5555555555555p-3));
}

/* (atan(x) / x - 1) / z, z = x^2, x in [0.0, 0.1717] */
static inline double ATAN_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(x2,
                     LN_FUSED_f64(x2,
                                  LN_FUSED_f64(x2,
                                               LN_FUSED_f64(x2, LN_FUSED_f64(x, 0x1.0aa87c56e3eb5p-6, -0x1.1b2058fb5da30p-5),
                                                            LN_FUSED_f64(x, 0x1.74d64aa665b0ap-5, -0x1.ac78ec6b8cb98p-5)),
                                               LN_FUSED_f64(x, 0x1.e199da4156fd9p-5, -0x1.110e858a72e28p-4)),
                                  LN_FUSED_f64(x, 0x1.3b1392b641b06p-4, -0x1.745d165cb83aap-4)),
                     LN_FUSED_f64(x, 0x1.c71c71c2fe5d9p-4, -0x1.249249248d768p-3)),
        LN_FUSED_f64(x, 0x1.9999999999953p-3, -0x1.5555555555555p-2));
}

/* (sinh(x) / x - 1) / z, z = x^2, x in [0.0, 1.001] */
static inline double SINH_f64(double x)
{
    const double x2 = x * x;
    return LN_FUSED_f64(
        x2,
        LN_FUSED_f64(x2, LN_FUSED_f64(x2, 0x1.b413a2632a732p-41, LN_FUSED_f64(x, 0x1.611caf3d7bfe1p-33, 0x1.ae646102f8d4bp-26)),
                     LN_FUSED_f64(x, 0x1.71de3a4e0d67dp-19, 0x1.a01a01a01eed5p-13)),
        LN_FUSED_f64(x, 0x1.11111111110fdp-7, 0x1.5555555555555p-3));
}

#endif
