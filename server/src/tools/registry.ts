import { django } from './django/django.ts';
import { dbmate } from './sql/dbmate.ts';
import { diesel } from './sql/diesel.ts';
import { drizzle } from './sql/drizzle.ts';
import { flyway } from './sql/flyway.ts';
import { golangMigrate } from './sql/golangMigrate.ts';
import { goose } from './sql/goose.ts';
import { plain } from './sql/plain.ts';
import { prisma } from './sql/prisma.ts';
import { sqlTool } from './sql/sqlTool.ts';
import { sqlx } from './sql/sqlx.ts';
import { supabase } from './sql/supabase.ts';
import type { Tool } from './tool.ts';
import { typeorm } from './typeorm/typeorm.ts';

/** Every migration tool, by id unique. A new one is a folder beside these and a line here. */
export const tools: readonly Tool[] = [
  sqlTool(plain),
  sqlTool(goose),
  sqlTool(dbmate),
  sqlTool(flyway),
  sqlTool(prisma),
  sqlTool(drizzle),
  sqlTool(sqlx),
  sqlTool(golangMigrate),
  sqlTool(diesel),
  sqlTool(supabase),
  django,
  typeorm,
];

/** Globs of every file that some tool may own, for discovery and activation; duplicates removed. */
export const migrationGlobs: readonly string[] = [...new Set(tools.flatMap((tool) => tool.globs))];

/** The tool that is surest to own the file (path with forward slashes, or a URI); undefined where none does. */
export function findTool(file: string, text: string): Tool | undefined {
  let best: Tool | undefined;
  let confidence = 0;
  for (const tool of tools) {
    const own = tool.detect(file, text);
    if (own <= confidence) continue;
    best = tool;
    confidence = own;
  }
  return best;
}

/** The tool with this id (`Script.tool`). */
export function toolById(id: string): Tool | undefined {
  return tools.find((tool) => tool.id === id);
}
