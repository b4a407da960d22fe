/** The glazes a circle can have. It is chosen once and follows its moments everywhere. */
export const glazes = ["clay", "moss", "ochre", "sea", "plum", "ink"] as const;

export type Glaze = (typeof glazes)[number];
