/**
 * What a script's options are described by: a schema that validates and can describe itself as JSON Schema,
 * as the Standard Schema and Standard JSON Schema interfaces have it. zod from 4.2 is one; Skiff itself
 * imports none. Layer 6.
 *
 * @module
 */

/**
 * A schema of the options or arguments of a script, e.g. `z.object({ … })` of zod 4.2 or later.
 *
 * @see https://standardschema.dev
 */
export interface ScriptSchema<Input = unknown, Output = Input> {
  /** What the schema offers to others than its own library. */
  readonly "~standard": ScriptSchemaOffer<Input, Output>;
}

/** The part of a {@link ScriptSchema} that Skiff uses. */
export interface ScriptSchemaOffer<Input, Output> {
  /** Version of the interface. */
  readonly version: 1;
  /** Checks a value, and fills in defaults. */
  readonly validate: (
    value: unknown,
  ) => ScriptSchemaResult<Output> | Promise<ScriptSchemaResult<Output>>;
  /** Types only. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  /** Describes what the schema takes. */
  readonly jsonSchema: {
    /** Gives the JSON Schema of what goes in. */
    readonly input: (
      options: {
        readonly target: "draft-2020-12";
        readonly libraryOptions?: Record<string, unknown> | undefined;
      },
    ) => Record<string, unknown>;
  };
}

/** What came of checking a value: the value, or what is wrong. */
export type ScriptSchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly ScriptSchemaIssue[] };

/** One thing that is wrong with a value. */
export interface ScriptSchemaIssue {
  /** What is wrong. */
  readonly message: string;
  /** Where: keys and indexes from the outside in. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
