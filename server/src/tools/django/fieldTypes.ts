/** SQL types of Django's fields on PostgreSQL that need no argument. */
export const plainTypes: Readonly<Record<string, string>> = {
  AutoField: 'integer',
  BigAutoField: 'bigint',
  SmallAutoField: 'smallint',
  BinaryField: 'bytea',
  BooleanField: 'boolean',
  NullBooleanField: 'boolean',
  DateField: 'date',
  DateTimeField: 'timestamp with time zone',
  DurationField: 'interval',
  FloatField: 'double precision',
  IntegerField: 'integer',
  BigIntegerField: 'bigint',
  SmallIntegerField: 'smallint',
  PositiveIntegerField: 'integer',
  PositiveBigIntegerField: 'bigint',
  PositiveSmallIntegerField: 'smallint',
  IPAddressField: 'inet',
  GenericIPAddressField: 'inet',
  JSONField: 'jsonb',
  TextField: 'text',
  TimeField: 'time',
  UUIDField: 'uuid',
  HStoreField: 'hstore',
  CICharField: 'citext',
  CIEmailField: 'citext',
  CITextField: 'citext',
  IntegerRangeField: 'int4range',
  BigIntegerRangeField: 'int8range',
  DecimalRangeField: 'numrange',
  FloatRangeField: 'numrange',
  DateTimeRangeField: 'tstzrange',
  DateRangeField: 'daterange',
  SearchVectorField: 'tsvector',
};

/** Length of Django's varchar fields where none is given. */
export const defaultLengths: Readonly<Record<string, number | undefined>> = {
  CharField: undefined,
  CommaSeparatedIntegerField: undefined,
  EmailField: 254,
  FileField: 100,
  FilePathField: 100,
  ImageField: 100,
  SlugField: 50,
  URLField: 200,
};

const geometries: Readonly<Record<string, string>> = {
  GeometryField: 'GEOMETRY',
  PointField: 'POINT',
  LineStringField: 'LINESTRING',
  PolygonField: 'POLYGON',
  MultiPointField: 'MULTIPOINT',
  MultiLineStringField: 'MULTILINESTRING',
  MultiPolygonField: 'MULTIPOLYGON',
  GeometryCollectionField: 'GEOMETRYCOLLECTION',
};

/** Type of a PostGIS field. */
export function geometryType(field: string, srid: number): string | undefined {
  const shape = geometries[field];
  return shape && `geometry(${shape},${srid})`;
}

/** The field of Django's that a field of another library most likely extends, told by its name. */
export function likelyBase(field: string): string | undefined {
  if (Object.hasOwn(plainTypes, field) || Object.hasOwn(defaultLengths, field)) return field;
  const endings = [
    'BigAutoField',
    'AutoField',
    'DateTimeField',
    'DateField',
    'PositiveIntegerField',
    'PositiveSmallIntegerField',
    'BigIntegerField',
    'SmallIntegerField',
    'IntegerField',
    'BooleanField',
    'JSONField',
    'SlugField',
    'EmailField',
    'URLField',
    'ImageField',
    'FileField',
    'UUIDField',
    'TextField',
    'CharField',
    'TimeField',
    'FloatField',
  ];
  return endings.find((ending) => field.toLowerCase().endsWith(ending.toLowerCase()));
}
