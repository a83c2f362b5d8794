/* The oldest browser that offices run is of Chromium 80; tests/office/web/test_old_browsers.py runs this. */
export default {
  plugins: ["stylelint-no-unsupported-browser-features"],
  rules: {
    "plugin/no-unsupported-browser-features": [
      true,
      {
        browsers: ["chrome 80"],
        ignorePartialSupport: true,
        /* Only in rules that take the ring away from the mouse: an older browser drops them and shows it. */
        ignore: ["css-focus-visible"],
      },
    ],
    "property-disallowed-list": ["inset", "aspect-ratio", "accent-color", "content-visibility", "/^container/"],
    "function-disallowed-list": ["oklch", "oklab", "color-mix", "lch", "lab"],
    "selector-pseudo-class-disallowed-list": ["is", "where", "has", "modal"],
    "at-rule-disallowed-list": ["container", "layer", "property", "scope", "import"],
  },
};
