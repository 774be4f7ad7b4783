/**
 * Matches an invisible character that only affects its neighbours, such as a joiner. HarfBuzz draws some others that are
 * ignorable in Unicode: the fillers of Hangul, and the controls of shorthand.
 */
export const ignorable = /^(?![\u115f\u1160\u3164\uffa0\u{1bca0}-\u{1bca3}])\p{Default_Ignorable_Code_Point}$/u
