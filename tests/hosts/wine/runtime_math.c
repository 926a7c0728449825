/* The functions on complex numbers that Wine's C runtime leaves out and numpy calls.

   Microsoft passes them as structures; its long double is a double. */
#include <complex.h>
#include <string.h>

typedef struct { double real, imaginary; } Double;
typedef struct { float real, imaginary; } Float;

#define COMPLEX_OF(Struct, Type, value) ({ Type number; memcpy(&number, &(value), sizeof number); number; })
#define STRUCT_OF(Struct, Type, value) ({ Type number = (value); Struct parts; memcpy(&parts, &number, sizeof parts); parts; })

#define TO_COMPLEX(name, Struct, Type, function) \
    Struct kam_##name(Struct value) { return STRUCT_OF(Struct, Type, function(COMPLEX_OF(Struct, Type, value))); }
#define TO_REAL(name, Struct, Type, Real, function) \
    Real kam_##name(Struct value) { return function(COMPLEX_OF(Struct, Type, value)); }
#define OF_TWO(name, Struct, Type, function) \
    Struct kam_##name(Struct left, Struct right) { \
        return STRUCT_OF(Struct, Type, function(COMPLEX_OF(Struct, Type, left), COMPLEX_OF(Struct, Type, right))); }

#define EACH_TO_COMPLEX(name) \
    TO_COMPLEX(name, Double, double complex, name) \
    TO_COMPLEX(name##l, Double, double complex, name) \
    TO_COMPLEX(name##f, Float, float complex, name##f)
#define EACH_TO_REAL(name) \
    TO_REAL(name, Double, double complex, double, name) \
    TO_REAL(name##l, Double, double complex, double, name) \
    TO_REAL(name##f, Float, float complex, float, name##f)

EACH_TO_COMPLEX(cacos) EACH_TO_COMPLEX(cacosh) EACH_TO_COMPLEX(casin) EACH_TO_COMPLEX(casinh)
EACH_TO_COMPLEX(catan) EACH_TO_COMPLEX(catanh) EACH_TO_COMPLEX(ccos) EACH_TO_COMPLEX(ccosh)
EACH_TO_COMPLEX(cexp) EACH_TO_COMPLEX(clog) EACH_TO_COMPLEX(conj) EACH_TO_COMPLEX(cproj)
EACH_TO_COMPLEX(csin) EACH_TO_COMPLEX(csinh) EACH_TO_COMPLEX(csqrt) EACH_TO_COMPLEX(ctan) EACH_TO_COMPLEX(ctanh)
EACH_TO_REAL(cabs) EACH_TO_REAL(carg) EACH_TO_REAL(cimag) EACH_TO_REAL(creal)
OF_TWO(cpow, Double, double complex, cpow)
OF_TWO(cpowl, Double, double complex, cpow)
OF_TWO(cpowf, Float, float complex, cpowf)
