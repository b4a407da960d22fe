import { defineConfig } from "eslint/config";
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";
import { zones } from "./scripts/zones.js";

/**
 * The direction of imports as editor feedback; tests/direction.test.ts is the same law without a linter.
 *
 * @returns {import("eslint").Linter.Config[]}
 */
function zoneRules() {
  return Object.entries(zones).map(([room, mayImport]) => ({
    files: [`src/${room}/**/*.{ts,svelte}`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: Object.keys(zones)
            .filter((other) => other !== room && !mayImport.includes(other))
            .map((other) => ({
              regex: `^(\\.\\./)+(src/)?${other}(/|$)`,
              message: `${room} may not import ${other}: see scripts/zones.js.`,
            })),
        },
      ],
    },
  }));
}

export default defineConfig(
  { ignores: ["dist/**", "src/api/types.gen.ts", "test-results/**"] },
  ...ts.configs.recommended,
  ...svelte.configs["flat/recommended"],
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        extraFileExtensions: [".svelte"],
      },
    },
  },
  { files: ["**/*.svelte", "**/*.svelte.ts"], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    files: ["src/**/*.ts", "src/**/*.svelte"],
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/consistent-type-imports": "error",
      "no-console": "error",
      "no-undef": "off",
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "max-lines": ["error", 300],
    },
  },
  { files: ["**/*.test.ts"], rules: { "max-lines-per-function": "off" } },
  ...zoneRules(),
);
